import pytest
import torch

from facegen.models.latents import latents_of


def test_a_latent_depends_on_its_seed_alone() -> None:
    many = latents_of(range(40), 16)
    for seed in (0, 7, 39):
        assert torch.equal(latents_of([seed], 16)[0], many[seed])
    assert torch.equal(latents_of([7], 32)[0, :16], many[7])
    assert many.mean().item() == pytest.approx(0, abs=0.15)
    assert many.std().item() == pytest.approx(1, abs=0.15)
    assert len({tuple(latent.tolist()) for latent in many}) == 40


def test_latents_are_the_same_on_every_machine() -> None:
    expected = [0.44220695, -0.13347906, -0.26438829]
    assert latents_of([1], 3)[0].tolist() == pytest.approx(expected, abs=1e-6)
