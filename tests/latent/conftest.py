"""A small generator with random weights."""

import pytest
import torch

from facegen.latent.model import LatentModel
from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of
from facegen.models.msg_gan import Generator, MsgGanConfig


@pytest.fixture(scope="session")
def generator() -> FaceGenerator:
    """Return an MSG-GAN of 32 px whose mean style is that of 100 latents."""
    torch.manual_seed(0)
    model = Generator(MsgGanConfig(generator_channels=(24, 24, 16, 8), latent_dim=16)).eval()
    with torch.no_grad():
        model.mean_style.copy_(model.style(latents_of(range(100), model.latent_dim)).mean(0))
    return model.freeze()


@pytest.fixture(scope="session")
def opened(generator: FaceGenerator) -> LatentModel:
    """Return the same, opened for walking."""
    return LatentModel(generator)
