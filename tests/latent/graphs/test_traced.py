"""A recorded generator makes the generator's own pictures."""

import pytest
import torch

from facegen.latent.graphs.traced import traced
from facegen.models.families import FAMILIES
from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of
from facegen.models.presets import MODELS


@pytest.fixture(scope="module", params=["msg_gan", "simple_gan"])
def generator(request: pytest.FixtureRequest) -> FaceGenerator:
    family = FAMILIES[request.param]
    preset = {"msg_gan": "xs", "simple_gan": "simple"}[request.param]
    torch.manual_seed(0)
    return family.generator(MODELS[preset]).freeze()


@torch.inference_mode()
@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_pictures_are_the_same(generator: FaceGenerator, count: int) -> None:
    draw = traced(generator, generator.style(latents_of([0], generator.latent_dim)))
    styles = generator.style(latents_of(range(10, 10 + count), generator.latent_dim))
    expected = generator.synthesize(styles)
    found = draw(styles)
    assert len(found) == len(expected)
    for ours, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-5)


@torch.inference_mode()
def test_a_style_for_each_scale_is_kept_apart() -> None:
    generator = FAMILIES["msg_gan"].generator(MODELS["xs"]).freeze()
    first, second = generator.style(latents_of([1, 2], generator.latent_dim))
    scales = len(generator.scales_px)
    mixed = torch.stack([first] * 2 + [second] * (scales - 2))[None]
    draw = traced(generator, torch.zeros_like(mixed))
    for ours, theirs in zip(draw(mixed), generator.synthesize(mixed), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-5)
    assert not torch.equal(draw(mixed)[-1], draw(first.expand(1, scales, -1))[-1])
