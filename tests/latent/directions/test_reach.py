"""How far sliders may go is where the scales of a face come apart."""

import numpy as np
import pytest
import torch

from facegen.answers.choices import opened
from facegen.latent.directions.reach import FARTHEST, disagreement, limit_of, reach_of
from facegen.latent.mixing import by_scale
from facegen.latent.model import LatentModel
from facegen.models.latents import latents_of
from facegen.models.places import shipped


@pytest.fixture(scope="module")
def model() -> LatentModel:
    """A generator that ships, with its directions."""
    return opened(next(folder for folder in shipped() if (folder / "directions.json").is_file()))


def faces(model: LatentModel, *seeds: int) -> torch.Tensor:
    return by_scale(
        model.generator.style(latents_of(seeds, model.generator.latent_dim)), len(model.scales_px)
    )


def by_hand(model: LatentModel, style: torch.Tensor) -> float:
    """Disagreement of one face, picture by picture."""
    images = [image[0].permute(1, 2, 0).numpy() for image in model.generator.synthesize(style)]
    gaps = []
    for smaller, larger in zip(images, images[1:], strict=False):
        halves = larger.reshape(len(smaller), 2, len(smaller), 2, 3).mean((1, 3))
        gaps.append(np.square(halves - smaller).mean())
    return float(np.sqrt(np.mean(gaps)))


@torch.inference_mode()
def test_scales_disagree_by_what_a_smaller_picture_differs(model: LatentModel) -> None:
    styles = faces(model, *range(10))
    found = disagreement(model.generator, styles)
    expected = [by_hand(model, style[None]) for style in styles]
    np.testing.assert_allclose(found, expected, rtol=1e-4)


@torch.inference_mode()
def test_most_faces_are_whole_and_what_is_far_out_is_not(model: LatentModel) -> None:
    limit = limit_of(model.generator)
    mean = model.generator.mean_style
    near = mean + 0.7 * (faces(model, *range(500, 628)) - mean)
    own = disagreement(model.generator, near)
    assert 0.85 <= float((own <= limit).float().mean()) <= 1
    far = mean + 8 * (faces(model, *range(8)) - mean)
    assert float((disagreement(model.generator, far) > limit).float().mean()) > 0.9


@torch.inference_mode()
def test_a_slider_reaches_to_where_the_face_breaks(model: LatentModel) -> None:
    assert model.directions is not None
    limit = limit_of(model.generator)
    (style,) = faces(model, 3)
    reach = reach_of(model.generator, model.directions, style, limit)
    assert reach.keys() == set(model.directions.names)
    for name in ("Smiling", "Eyeglasses", "Young", "Male"):
        ends = reach[name]
        step = model.directions.attribute(name)
        for sign, end in zip((-1, 1), ends, strict=True):
            assert 0 <= sign * end <= FARTHEST
            values = [by_hand(model, (style + sign * at * step)[None]) for at in (0, 2, 4)]
            whole = [value <= limit for value in values]
            first = 2 if whole[-1] else whole.index(False)
            least = 2 if whole[-1] else max(0, first - 1)
            assert 2 * least <= sign * end <= 2 * first, (name, values, limit)
