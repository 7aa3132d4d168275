"""Directions found in styles whose attributes are known."""

import pytest
import torch
import torch.nn.functional as F

from facegen.errors import FacegenError
from facegen.latent.directions.directions import Directions
from facegen.latent.directions.discovery import FaceCounts, ends, find_directions, learn
from facegen.latent.directions.labelling import LabelledFaces, label
from facegen.latent.style_space import StyleSpace, seeded
from facegen.models.attribute_net import AttributeNet
from facegen.models.category_net import CategoryNet, CategoryNetConfig
from facegen.models.generator import FaceGenerator
from tests.latent.conftest import SIZES


def test_learned_vectors_are_those_the_labels_were_made_with() -> None:
    # three attributes that are linear in the coordinates, the second and third alike
    truth = F.normalize(torch.tensor([[1.0, 0, 0, 0], [0, 1, 0, 0], [0, 0.8, 0.6, 0]]), dim=1)
    x = torch.randn(60_000, 4, generator=torch.Generator().manual_seed(0))
    labels = LabelledFaces(x, 3 * x @ truth.T - 1, x)
    units, readings = learn(x, *ends(labels, (0.0,) * 3))
    torch.testing.assert_close(readings, truth, atol=0.02, rtol=0)
    assert float(units[1] @ truth[2]) < 0.75 < float(truth[1] @ truth[2])  # less of what is shared
    assert float(units[1] @ truth[1]) > 0.95
    torch.testing.assert_close(units.norm(dim=1), torch.ones(3))


def test_ends_are_the_most_and_the_least_confident_tenth() -> None:
    logits = torch.arange(20.0)[:, None] * torch.tensor([[1.0, -1.0]])
    present, absent = ends(LabelledFaces(logits, logits, logits), (9.0, -9.0))
    assert [rows.tolist() for rows in present] == [[18, 19], [1, 0]]
    assert [rows.tolist() for rows in absent] == [[0, 1], [19, 18]]
    present, _ = ends(
        LabelledFaces(logits, logits, logits), (18.0, 0.0)
    )  # one face shows it; none does
    assert [rows.tolist() for rows in present] == [[19], [0]]


@pytest.mark.parametrize(("shown", "clear"), [(0, 20), (19, 20), (20, 20), (21, 21), (300, 100)])
def test_what_few_show_has_one_face_in_fifty_at_its_end(shown: int, clear: int) -> None:
    logits = torch.arange(1000.0)[:, None]
    present, absent = ends(LabelledFaces(logits, logits, logits), (999.5 - shown,))
    assert present[0].tolist() == list(range(1000 - clear, 1000))
    assert absent[0].tolist() == list(range(100))


def test_mean_styles_are_those_of_faces_at_the_ends(
    generator: FaceGenerator, network: AttributeNet, directions: Directions
) -> None:
    with torch.inference_mode():
        styles = generator.style(seeded(generator, SIZES.learned))
    logits = label(generator, network, styles).logits[:, directions.names.index("Male")]
    order = sorted(range(SIZES.learned), key=lambda face: float(logits[face]))
    shown = min(30, max(6, int((logits > 0).sum())))
    torch.testing.assert_close(directions.mean_style_of("Male"), styles[order[-shown:]].mean(0))
    torch.testing.assert_close(directions.mean_style_of("Male", False), styles[order[:30]].mean(0))


def test_a_network_of_attributes_has_no_directions(network: AttributeNet) -> None:
    model = CategoryNet(CategoryNetConfig(("A",), (8, 8, 8, 8))).freeze()
    with pytest.raises(FacegenError, match="no latent space"):
        find_directions(model, network)


def test_the_space_holds_what_the_styles_do(directions: Directions) -> None:
    assert isinstance(directions.space, StyleSpace)
    assert directions.units.shape == directions.readings.shape == (5, directions.space.rank)


def test_the_way_is_told_and_equal_questions_have_equal_answers(
    generator: FaceGenerator, network: AttributeNet
) -> None:
    few = FaceCounts(learned=64, measured=4, components=2)
    shares: list[float] = []
    one = find_directions(generator, network, few, shares.append)
    other = find_directions(generator, network, few)
    assert shares == sorted(shares)
    assert shares[0] > 0
    assert shares[-1] == pytest.approx(1)
    assert torch.equal(one.units, other.units)
    assert one.attributes == other.attributes


def test_pictures_are_counted_before_they_are_made() -> None:
    counts = FaceCounts(learned=100, measured=10, components=3)
    assert counts.pictures(5, 16) == 100 + 10 + 2 * 3 * 16 + 4 * 10 * 5
