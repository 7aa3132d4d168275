"""A generator is tuned to one picture: nearer, the same each time, and elsewhere hardly changed."""

import dataclasses

import numpy as np
import pytest
import torch

from facegen import load
from facegen.errors import FacegenError
from facegen.latent.photo import tuning
from facegen.latent.photo.projection import Projector
from facegen.latent.photo.tuned_file import digest_of
from facegen.latent.photo.tuning import FINE_PX, Tuner, TuningStep, fine_weights, tuned
from facegen.latent.sampling import sample
from facegen.latent.style_space import seeded
from facegen.models.attribute_net import AttributeNet
from facegen.models.generator import FaceGenerator
from facegen.models.msg_gan import Generator
from tests.models.tiny import TINY, generators


@pytest.fixture(scope="module")
def projector(generator: FaceGenerator, network: AttributeNet) -> Projector:
    return Projector(generator, network)


@pytest.fixture(scope="module")
def picture(generator: FaceGenerator) -> np.ndarray:
    """Return a picture that is no face of this generator."""
    return np.ascontiguousarray(next(sample(generator, [77]))[::-1, ::-1])


@pytest.fixture(scope="module")
def style(projector: Projector, picture: np.ndarray) -> torch.Tensor:
    *_, last = projector.project(picture, 20)
    return last.style


@pytest.fixture(scope="module")
def steps(projector: Projector, picture: np.ndarray, style: torch.Tensor) -> list[TuningStep]:
    return list(Tuner(projector).tune(picture, style, 30, every=10))


def test_the_face_comes_nearer(steps: list[TuningStep]) -> None:
    assert [step.number for step in steps] == [0, 10, 20, 30]
    first, last = steps[0].distance, steps[-1].distance
    assert last.pixels < 0.7 * first.pixels
    assert last.features < 0.7 * first.features
    assert not steps[0].difference


def test_what_is_told_is_the_face_of_the_tuned_generator(
    steps: list[TuningStep], generator: FaceGenerator, picture: np.ndarray, style: torch.Tensor
) -> None:
    last = steps[-1]
    with torch.no_grad():
        (drawn,) = tuned(generator, last.difference).synthesize(style[None])[-1].numpy()
    face = np.clip(127.5 * drawn.transpose(1, 2, 0) + 127.5, 0, 255)
    np.testing.assert_allclose(last.picture, face, atol=0.51)
    assert np.sqrt(np.square(face - picture).mean()) == pytest.approx(last.distance.pixels, abs=0.1)


def test_the_checkpoint_stays_as_it_was(
    projector: Projector, picture: np.ndarray, style: torch.Tensor
) -> None:
    before = digest_of(projector.generator)
    list(Tuner(projector).tune(picture, style, 2))
    assert digest_of(projector.generator) == before
    assert not any(weight.requires_grad for weight in projector.generator.parameters())


def test_equal_pictures_give_equal_differences(
    projector: Projector, picture: np.ndarray, style: torch.Tensor
) -> None:
    ends = [list(Tuner(projector).tune(picture, style, 5))[-1] for _ in range(2)]
    assert ends[0].distance == ends[1].distance
    assert ends[0].difference.keys() == ends[1].difference.keys()
    for name, change in ends[0].difference.items():
        assert torch.equal(change, ends[1].difference[name])


def test_faces_around_change_less_than_without_the_locality_term(
    projector: Projector,
    picture: np.ndarray,
    style: torch.Tensor,
    steps: list[TuningStep],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tuning, "LOCALITY", 0.0)
    *_, free = Tuner(projector).tune(picture, style, 30, every=30)
    generator = projector.generator
    others = style + 0.5 * (generator.style(seeded(generator, 20, 123)) - style)

    def moved(step: TuningStep) -> float:
        with torch.no_grad():
            changed = tuned(generator, step.difference)
            gap = changed.synthesize(others)[-1] - generator.synthesize(others)[-1]
        return float(gap.square().mean())

    assert moved(steps[-1]) < 0.9 * moved(free)


def test_latents_lead_to_the_styles_they_led_to(
    steps: list[TuningStep], generator: FaceGenerator
) -> None:
    latents = seeded(generator, 3)
    assert torch.equal(
        tuned(generator, steps[-1].difference).style(latents), generator.style(latents)
    )


def test_what_draws_the_coarse_scales_stays_and_the_rest_is_tuned(
    steps: list[TuningStep], generator: FaceGenerator, style: torch.Tensor
) -> None:
    fine = {
        name for name, _ in generator.named_parameters() if name[:8] in ("blocks.2", "blocks.3")
    }
    assert set(steps[-1].difference) == fine
    changed = tuned(generator, steps[-1].difference)
    before, after = (one.synthesize(style[None]) for one in (generator, changed))
    for px, old, new in zip(generator.scales_px, before, after, strict=True):
        assert torch.equal(old, new) == (px < FINE_PX)


@pytest.mark.parametrize("model", generators(), ids=lambda model: model.family)
def test_of_a_small_generator_the_largest_scale_is_tuned(model: FaceGenerator) -> None:
    style = torch.zeros(1, len(model.scales_px), model.latent_dim)
    weights = fine_weights(model.freeze().thawed(), style)
    largest = f"blocks.{len(model.scales_px) - 1}"
    if len(model.scales_px) > 1:
        assert {name[: len(largest)] for name in weights} == {largest}
    else:
        assert weights


def test_pictures_that_agree_are_tuned_by_what_draws_the_fine_ones() -> None:
    """Where smaller pictures are the largest one halved, every weight has a part in all of them."""
    shapes = [dataclasses.replace(TINY, consistent=agree) for agree in (False, True)]
    plain, agreeing = (
        set(fine_weights(Generator(shape).freeze().thawed(), torch.zeros(1, 2, 6)))
        for shape in shapes
    )
    assert plain == agreeing
    ships = load("celeba128")
    weights = fine_weights(ships.thawed(), ships.mean_style.expand(1, 6, -1))
    fine = {f"blocks.{level}" for level, px in enumerate(ships.scales_px) if px >= FINE_PX}
    assert {".".join(name.split(".")[:2]) for name in weights} == fine


def test_the_generator_that_ships_is_tuned(network: AttributeNet) -> None:
    ships = load("celeba128")
    face, pivot = ships.sample([5])[0], ships.mean_style
    first, *_, last = Tuner(Projector(ships, network)).tune(face, pivot, 6, every=6)
    assert last.distance.pixels < first.distance.pixels


@pytest.mark.parametrize(
    ("dim", "steps", "sentence"),
    [(16, 0, "1 to 500 steps, but 0"), (16, 501, "but 501"), (15, 5, "has 16 numbers.*15")],
)
def test_what_cannot_be_tuned_is_refused(
    projector: Projector, picture: np.ndarray, dim: int, steps: int, sentence: str
) -> None:
    with pytest.raises(FacegenError, match=sentence):
        list(Tuner(projector).tune(picture, torch.zeros(dim), steps))
