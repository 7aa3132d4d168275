"""A small generator and attribute network with random weights."""

import copy
from pathlib import Path

import pytest
import torch

from facegen.latent.directions.directions import Directions
from facegen.latent.directions.discovery import FaceCounts, find_directions
from facegen.latent.model import LatentModel
from facegen.latent.photo.encoding import train_encoder
from facegen.models.attribute_net import AttributeNet, AttributeNetConfig
from facegen.models.checkpoint import save_checkpoint
from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of
from facegen.models.layers import EqualizedConv2d
from facegen.models.msg_gan import Generator, MsgGanConfig
from facegen.models.style_encoder import StyleEncoder

SIZES = FaceCounts(learned=300, measured=6, components=2)


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


@pytest.fixture(scope="session")
def directions(generator: FaceGenerator, network: AttributeNet) -> Directions:
    """Return directions learned from few faces."""
    return find_directions(generator, network, SIZES)


@pytest.fixture(scope="session")
def pale(generator: FaceGenerator) -> FaceGenerator:
    """Return the generator with pictures so pale that no pixel is cut off at black or white."""
    pale = copy.deepcopy(generator)
    for module in pale.modules():
        if isinstance(module, EqualizedConv2d) and module.weight.shape[0] == 3:
            module.weight.data.mul_(0.15)
            module.freeze()
    return pale


@pytest.fixture(scope="session")
def encoder(pale: FaceGenerator, network: AttributeNet) -> StyleEncoder:
    """Return an encoder of the pale generator."""
    return train_encoder(pale, network, 64 * 60)


@pytest.fixture
def places(tmp_path: Path, generator: FaceGenerator, network: AttributeNet) -> tuple[str, str]:
    """Return the folders of the generator and of the network, each a checkpoint."""
    save_checkpoint(tmp_path / "model", generator, "card")
    network.save_pretrained(tmp_path / "network")
    return str(tmp_path / "model"), str(tmp_path / "network")
