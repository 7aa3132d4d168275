import numpy as np
import pytest
import torch

from facegen.errors import FacegenError
from facegen.latent.sampling import LARGEST_SEED, parse_seeds, sample
from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of
from facegen.models.msg_gan import Generator, MsgGanConfig
from facegen.models.presets import MODELS


@pytest.fixture(scope="module")
def generator() -> FaceGenerator:
    torch.manual_seed(0)
    config = MODELS["xs"]
    assert isinstance(config, MsgGanConfig)
    model = Generator(config).eval()
    with torch.no_grad():
        model.mean_style.copy_(model.style(latents_of(range(100), model.latent_dim)).mean(0))
    return model.freeze()


def test_a_face_depends_on_its_seed_alone(generator: FaceGenerator) -> None:
    together = list(sample(generator, range(20)))
    for seed in (0, 7, 19):
        (alone,) = sample(generator, [seed])
        np.testing.assert_array_equal(alone, together[seed])
    assert not np.array_equal(together[0], together[1])


def test_a_face_is_what_the_generator_makes_of_the_latent(generator: FaceGenerator) -> None:
    (face,) = sample(generator, [3])
    image = generator(latents_of([3], generator.latent_dim))[-1][0].detach()
    expected = np.clip((image.permute(1, 2, 0).numpy() + 1) * 127.5, 0, 255)
    assert face.shape == (64, 64, 3)
    assert np.abs(face - expected).max() <= 0.51


def test_truncation_leads_to_the_mean_face(generator: FaceGenerator) -> None:
    one, other = sample(generator, [1, 2], truncation=0.0)
    np.testing.assert_array_equal(one, other)
    whole, half = (next(sample(generator, [1], truncation=t)) for t in (1.0, 0.5))

    def distance(face: np.ndarray) -> float:
        return float(np.abs(face.astype(float) - one).mean())

    assert 0 < distance(half) < distance(whole)


def test_seeds_in_words() -> None:
    assert parse_seeds("0-3") == [0, 1, 2, 3]
    assert parse_seeds("7") == [7]
    assert parse_seeds("0-1, 10,20-22") == [0, 1, 10, 20, 21, 22]


@pytest.mark.parametrize("text", ["", "a", "3-1", "-4", "1--2", "1.5", f"{LARGEST_SEED + 1}", "²"])
def test_what_is_no_seed_is_named(text: str) -> None:
    with pytest.raises(FacegenError, match=r"no seed nor|run upwards"):
        parse_seeds(text)


@pytest.mark.parametrize("text", ["0-1000000", "0-999999,5", f"0-{LARGEST_SEED}"])
def test_too_many_seeds_are_refused_at_once(text: str) -> None:
    with pytest.raises(FacegenError, match="more than 1,000,000 seeds"):
        parse_seeds(text)
