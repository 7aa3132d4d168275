import math

import numpy as np
import pytest
import torch

from facegen.errors import QueryError
from facegen.models.checkpoint import load
from facegen.models.generator import FaceGenerator, to_pictures
from facegen.models.latents import latents_of
from tests.models.tiny import generators


@pytest.mark.parametrize("model", generators(), ids=lambda model: model.family)
def test_freezing_changes_nothing_but_the_speed(model: FaceGenerator) -> None:
    latents, names = torch.rand(3, model.latent_dim), list(model.state_dict())
    before = model(latents)
    after = model.freeze()(latents)
    assert list(model.state_dict()) == names
    for ours, theirs in zip(before, after, strict=True):
        assert not theirs.requires_grad
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)


def test_samples_are_the_pictures_of_the_seeds_latents() -> None:
    generator = load("celeba128")
    with torch.no_grad():
        wanted = [to_pictures(generator(latents_of([s], 128))[-1])[0] for s in (7, 3)]
    sampled = generator.sample([7, 3])
    assert sampled.dtype == np.uint8
    assert np.array_equal(sampled, np.stack(wanted))
    assert generator.sample([]).shape == (0, 128, 128, 3)
    alike = generator.sample([7, 3], truncation=0.0)
    assert np.array_equal(alike[0], alike[1])


@pytest.mark.parametrize(
    ("seeds", "truncation", "words"),
    [
        ([0], math.nan, "truncation must be a number from -2.0 to 2.0, but is nan"),
        ([0], 2.01, "truncation must be .* is 2.01"),
        ([0], -2.01, "truncation must be .* is -2.01"),
        ([0, -1], 1, "A seed must be a whole number from 0 to 9223372036854775807, but is -1"),
        ([1.5], 1, "A seed must be a whole number, but is 1.5"),
        ([2**63], 1, "A seed must be"),
        (["1"], 1, "A seed must be"),
    ],
)
def test_what_is_no_seed_or_no_truncation_is_refused(seeds, truncation, words) -> None:
    with pytest.raises(QueryError, match=words):
        generators()[0].sample(seeds, truncation)


def test_seeds_may_be_numpys() -> None:
    generator = generators()[0]
    seeds, truncation = np.arange(2, 5), np.float64(0.5)
    assert np.array_equal(generator.sample(seeds, truncation), generator.sample([2, 3, 4], 0.5))
    largest = generator.sample([2**63 - 1], -2)
    assert np.array_equal(largest, generator.sample(np.array([2**63 - 1]), np.float64(-2)))


def test_a_thawed_copy_learns_and_leaves_the_frozen_one_as_it_was() -> None:
    for model in generators():
        frozen = model.freeze()
        before = {name: value.clone() for name, value in frozen.state_dict().items()}
        copied, latents = frozen.thawed(), torch.rand(2, model.latent_dim)
        for ours, theirs in zip(copied(latents), frozen(latents), strict=True):
            torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)
        torch.stack([image.square().mean() for image in copied(latents)]).sum().backward()
        with torch.no_grad():
            for weight in copied.parameters():
                assert weight.grad is not None
                weight -= weight.grad
        assert all(torch.equal(v, before[name]) for name, v in frozen.state_dict().items())
        assert not any(weight.requires_grad for weight in frozen.parameters())


def test_pictures_are_of_256_levels_and_their_ends_hold_what_lies_outside() -> None:
    levels = torch.tensor([-3.0, -1, 0, 1, 3, -1 + 2 * 100 / 255])
    pictures = to_pictures(levels.expand(1, 3, 2, 6))
    assert pictures.shape == (1, 2, 6, 3)
    assert pictures[0, 1, :, 2].tolist() == [0, 0, 128, 255, 255, 100]
