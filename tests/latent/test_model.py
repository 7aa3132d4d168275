"""From a recipe to a style: each step of it against the same worked out by hand."""

import numpy as np
import pytest
import torch

from facegen.errors import QueryError
from facegen.latent.directions.discovery import FaceCounts, find_directions
from facegen.latent.model import LatentModel
from facegen.latent.recipe import Recipe, bytes_of
from facegen.latent.request import Face
from facegen.latent.sampling import sample
from facegen.models.attribute_net import AttributeNet, AttributeNetConfig
from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of
from facegen.models.simple_gan import SimpleGanConfig, SimpleGenerator

NUMBERS = tuple(0.1 * i for i in range(16))


def style(model: LatentModel, recipe: Recipe) -> torch.Tensor:
    return model.style_of(Face(recipe))


def test_a_seed_shows_the_face_that_the_command_line_makes(opened):
    (scales,) = opened.pictures([style(opened, Recipe(7, truncation=0.6))])
    (face,) = sample(opened.generator, [7], 0.6)
    assert np.abs(scales[-1].astype(int) - face).max() <= 1
    assert [len(scale) for scale in scales] == [4, 8, 16, 32]


def test_sliders_lead_along_their_directions_by_so_many_deviations(opened):
    start = style(opened, Recipe(3))
    moved = style(opened, Recipe(3, components=((2, -1.5),)))
    expected = -1.5 * opened.components[2].expand_as(start)
    torch.testing.assert_close(moved - start, expected)


def test_components_are_the_principal_axes_of_the_styles(opened):
    lengths = opened.components.norm(dim=1)
    assert bool((lengths[1:] <= lengths[:-1]).all())
    assert float(opened.shares.sum()) == pytest.approx(1)
    styles = opened.generator.style(latents_of(range(4096), 16)).detach()
    along = (styles - styles.mean(0)) @ (opened.components[0] / lengths[0])
    assert float(along.std()) == pytest.approx(float(lengths[0]), rel=0.05)


def test_truncation_0_is_the_mean_face_whatever_the_seed(opened):
    mean = opened.generator.mean_style.expand(4, -1)
    torch.testing.assert_close(style(opened, Recipe(9, truncation=0)), mean)


def test_a_latent_or_style_of_ones_own_is_followed(opened):
    generator = opened.generator
    from_latent = style(opened, Recipe(latent=bytes_of(NUMBERS)))
    expected = generator.style(torch.tensor([NUMBERS]))[0]
    torch.testing.assert_close(from_latent[0], expected.detach())
    torch.testing.assert_close(
        style(opened, Recipe(style=bytes_of(NUMBERS)))[2], torch.tensor(NUMBERS)
    )
    by_scale = torch.arange(64.0).reshape(4, 16)
    torch.testing.assert_close(
        style(opened, Recipe(style=bytes_of(by_scale.flatten().tolist()))), by_scale
    )
    shifted = style(opened, Recipe(style=bytes_of(NUMBERS), coordinates=((4, 2.0),)))
    assert float(shifted[1, 4]) == pytest.approx(2.4)


@pytest.mark.parametrize("blend", ["lerp", "slerp"])
def test_a_path_begins_and_ends_at_its_faces(opened, blend):
    a, b = Recipe(1), Recipe(2, truncation=0.5)
    for position, end in ((0.0, a), (1.0, b)):
        between = opened.style_of(Face(a, b, blend, position))
        torch.testing.assert_close(between, style(opened, end), atol=1e-5, rtol=1e-5)


def test_a_mix_takes_the_coarse_scales_from_the_first_and_the_fine_from_the_second(opened):
    a, b = style(opened, Recipe(1)), style(opened, Recipe(2))
    mixed = opened.style_of(Face(Recipe(1), Recipe(2), "mix", coarse=1))
    torch.testing.assert_close(mixed, torch.cat([a[:1], b[1:]]))


@pytest.mark.parametrize(
    ("face", "sentence"),
    [
        (Face(Recipe(components=((16, 1.0),))), "the components 0 to 15, not 16"),
        (Face(Recipe(coordinates=((16, 1.0),))), "the coordinates 0 to 15, not 16"),
        (Face(Recipe(latent=bytes_of([0.0] * 9))), "latent of this checkpoint has 16 numbers"),
        (Face(Recipe(style=bytes_of([0.0] * 20))), "has 16 or 64 numbers, but 20 were given"),
        (Face(Recipe(), Recipe(), "mix", coarse=5), "from 0 to 4"),
        (Face(Recipe(attributes=(("Smiling", 1.0),))), "attribute"),
    ],
)
def test_what_does_not_fit_the_checkpoint_is_named(opened, face, sentence):
    with pytest.raises(QueryError, match=sentence):
        opened.style_of(face)


@pytest.fixture(scope="module")
def directed(generator: FaceGenerator) -> LatentModel:
    torch.manual_seed(0)
    config = AttributeNetConfig(
        ("Smiling", "Male", "Young"), widths=(8, 16), feature_size=16, size_px=32, version="test"
    )
    sizes = FaceCounts(learned=300, measured=6, components=2)
    return LatentModel(generator, find_directions(generator, AttributeNet(config).eval(), sizes))


def test_attribute_sliders_follow_their_directions(directed):
    start = style(directed, Recipe(3))
    moved = style(directed, Recipe(3, attributes=(("Male", 2.0),)))
    expected = 2 * directed.directions.attribute("Male").expand_as(start)
    torch.testing.assert_close(moved - start, expected)


def test_apart_leaves_alone_what_an_attribute_is_entangled_with(directed):
    for one in directed.directions.attributes:
        start = style(directed, Recipe(3))
        moved = style(directed, Recipe(3, attributes=((one.name, 2.0),), apart=True))
        expected = 2 * directed.directions.attribute(one.name, one.entangled)
        torch.testing.assert_close(moved[0] - start[0], expected)


def test_truncation_leads_to_the_mean_of_an_attribute(directed):
    with_it = style(directed, Recipe(9, truncation=0, centre="Young"))
    without = style(directed, Recipe(9, truncation=0, centre="-Young"))
    torch.testing.assert_close(with_it[1], directed.directions.mean_style_of("Young"))
    torch.testing.assert_close(without[1], directed.directions.mean_style_of("Young", False))
    assert not torch.equal(with_it, without)


def test_an_unknown_attribute_is_named(directed):
    for recipe in (Recipe(attributes=(("Hat", 1.0),)), Recipe(centre="Hat")):
        with pytest.raises(QueryError, match="no attribute 'Hat'; it has Smiling, Male, Young"):
            style(directed, recipe)


def test_a_generator_of_one_scale_is_walked_alike():
    torch.manual_seed(0)
    config = SimpleGanConfig(size_px=32, width=8, latent_dim=5)
    model = LatentModel(SimpleGenerator(config).freeze())
    (scales,) = model.pictures([style(model, Recipe(2))])
    (face,) = sample(model.generator, [2])
    assert len(scales) == 1
    assert np.abs(scales[0].astype(int) - face).max() <= 1
