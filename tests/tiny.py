"""Small generators of no use but to be opened, walked and told apart."""

from pathlib import Path
from typing import Literal

import torch

from facegen.models.checkpoint import save_checkpoint
from facegen.models.latents import latents_of
from facegen.models.msg_gan import Generator, MsgGanConfig

Upsampling = Literal["nearest", "bilinear"]
CHANNELS = (24, 24, 16, 8)


def tiny_generator(
    seed: int = 0, channels: tuple[int, ...] = CHANNELS, upsampling: Upsampling = "bilinear"
) -> Generator:
    """Make an untrained generator: 4 px with one width, twice that with each more."""
    torch.manual_seed(seed)
    config = MsgGanConfig(generator_channels=channels, latent_dim=16, upsampling=upsampling)
    model = Generator(config).eval()
    with torch.no_grad():
        model.mean_style.copy_(model.style(latents_of(range(100), model.latent_dim)).mean(0))
    return model


def save_tiny(
    folder: Path,
    seed: int = 0,
    channels: tuple[int, ...] = CHANNELS,
    upsampling: Upsampling = "bilinear",
) -> Path:
    """Write one as a checkpoint; returns its folder. Enlarged by `nearest` it needs graphs."""
    save_checkpoint(folder, tiny_generator(seed, channels, upsampling), "card")
    return folder
