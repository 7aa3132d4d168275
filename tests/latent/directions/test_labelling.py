"""Faces of styles as the attribute network sees them, against one at a time."""

import pytest
import torch

from facegen.latent.directions.labelling import BATCH, label, pictures_for
from facegen.latent.style_space import seeded
from facegen.models.attribute_net import AttributeNet, AttributeNetConfig
from facegen.models.generator import FaceGenerator


@pytest.fixture(scope="module")
def styles(generator: FaceGenerator) -> torch.Tensor:
    """More than go through the network at once."""
    with torch.inference_mode():
        return generator.style(seeded(generator, BATCH + 6))


def test_labels_are_those_of_each_face_alone(
    generator: FaceGenerator, network: AttributeNet, styles: torch.Tensor
) -> None:
    shares: list[float] = []
    labels = label(generator, network, styles, shares.append)
    assert labels.styles is styles
    assert shares == [BATCH / (BATCH + 6), 1]
    for row in (0, BATCH - 1, BATCH, BATCH + 5):
        picture = generator.synthesize(styles[row : row + 1])[-1].clamp(-1, 1)
        features = network.features(picture)
        torch.testing.assert_close(labels.features[row], features[0], atol=1e-4, rtol=1e-4)
        torch.testing.assert_close(
            labels.logits[row], network.logits(features)[0], atol=1e-4, rtol=1e-4
        )
    torch.testing.assert_close(labels.probabilities, 1 / (1 + (-labels.logits).exp()))


@pytest.mark.parametrize(("looks_at", "made"), [(4, 4), (8, 8), (12, 16), (32, 32), (64, 32)])
def test_pictures_are_of_the_smallest_scale_that_is_large_enough(
    generator: FaceGenerator, styles: torch.Tensor, looks_at: int, made: int
) -> None:
    config = AttributeNetConfig(("A",), widths=(4,), feature_size=4, size_px=looks_at)
    parts = list(pictures_for(AttributeNet(config), generator, styles))
    assert [tuple(part.shape) for part in parts] == [(BATCH, 3, made, made), (6, 3, made, made)]


def test_pictures_are_cut_off_at_black_and_white(
    generator: FaceGenerator, network: AttributeNet, styles: torch.Tensor
) -> None:
    wild = 5 * styles[:4]
    (pictures,) = pictures_for(network, generator, wild)
    made = generator.synthesize(wild)[-1]
    assert float(made.abs().max()) > 1
    torch.testing.assert_close(pictures, made.minimum(torch.tensor(1.0)).maximum(-torch.ones(())))
