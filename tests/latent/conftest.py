"""A small generator and attribute network with random weights."""

import pytest
import torch

from facegen.latent.model import LatentModel
from facegen.models.attribute_net import AttributeNet, AttributeNetConfig
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


@pytest.fixture(scope="session")
def network() -> AttributeNet:
    """Return a tiny attribute network that knows five attributes by name."""
    torch.manual_seed(0)
    names = ("Smiling", "Male", "Young", "Bangs", "Hat")
    config = AttributeNetConfig(names, widths=(8, 16), feature_size=16, size_px=32, version="test")
    return AttributeNet(config).eval()
