"""From a recipe to a style: each step of it against the same worked out by hand."""

import numpy as np
import pytest
import torch

from facegen.errors import QueryError
from facegen.latent.components import principal_components
from facegen.latent.model import LatentModel
from facegen.latent.recipe import Recipe, bytes_of
from facegen.latent.request import Face
from facegen.latent.sampling import sample
from facegen.models.latents import latents_of

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
    expected = -1.5 * opened.components.axes[2].expand_as(start)
    torch.testing.assert_close(moved - start, expected)


def test_components_are_the_eigenvectors_of_the_styles(opened):
    generator = opened.generator
    found = principal_components(generator)
    styles = generator.style(latents_of(range(4096), generator.latent_dim)).detach().numpy()
    _, values, vectors = np.linalg.svd(styles - styles.mean(0), full_matrices=False)
    np.testing.assert_allclose(
        found.axes.norm(dim=1).numpy(), values / np.sqrt(4095), rtol=1e-3, atol=1e-6
    )
    cosines = (vectors * found.axes.numpy()).sum(1) / found.axes.norm(dim=1).numpy()
    np.testing.assert_allclose(np.abs(cosines), 1, atol=1e-3)
    assert float(found.shares.sum()) == pytest.approx(1)


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
