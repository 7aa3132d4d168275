"""What a discriminator looks for: faces drawn to excite one of its channels, and real ones that do.

The attribute network can be asked the same. A channel is one of the feature maps that leave a
block; its response to a picture is its mean over the map. This module knows nothing of how the
network was trained.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.images import resize_area
from facegen.models.attribute_net import AttributeNet
from facegen.models.generator import to_pictures
from facegen.models.layers import pyramid
from facegen.models.msg_gan import Discriminator
from facegen.models.simple_gan import SimpleDiscriminator
from facegen.models.uncompiled import Adam
from facegen.progress import Progress, unwatched
from facegen.training.engine.batches import Faces

CHUNK = 64
RATE = 0.03
NOISE = 0.03
JITTER = 1 / 16
"""Largest shift at random before each look, as a share of the side."""
VARIATION_WEIGHT = 2.0
RANGE_WEIGHT = 10.0
LIKENESS_WEIGHT = 2.0
"""How strongly neighbouring pixels are kept alike, values between black and white, and a picture
that began as a face like that face, where the logarithm of the response counts 1."""


@dataclass(frozen=True)
class Block:
    """A block of a discriminator.

    Attributes:
        number: From 0, the one next to the picture.
        px: Side of the maps that leave it.
        channels: How many there are.
    """

    number: int
    px: int
    channels: int


@dataclass(frozen=True)
class Drawn:
    """A picture on its way to exciting a channel.

    Attributes:
        step: How many steps were taken.
        response: Of the channel to the picture.
        picture: uint8 (px, px, 3).
    """

    step: int
    response: float
    picture: np.ndarray


def blocks_of(discriminator: nn.Module) -> list[Block]:
    """List the blocks of a discriminator, the one next to the picture first."""
    maps = _look(discriminator, torch.zeros(1, 3, *2 * [_side_px(discriminator)]))
    return [Block(n, one.shape[-1], one.shape[1]) for n, one in enumerate(maps)]


def maximise(
    discriminator: nn.Module,
    block: int,
    channel: int,
    start: np.ndarray | None = None,
    steps: int = 128,
    seed: int = 0,
) -> Iterator[Drawn]:
    """Draw a picture that excites a channel, step by step.

    The picture is a sum of layers at every scale, so that what is coarse moves as fast as what is
    fine; it is shifted at random before each look, so that the channel must be excited by what is
    shown rather than by where each pixel stands; and neighbouring pixels are kept alike.

    Source: Erhan et al. 2009, Visualizing Higher-Layer Features of a Deep Network; Mahendran and
    Vedaldi 2016 (total variation and jitter); Olah, Mordvintsev and Schubert 2017, Feature
    Visualization (scales).

    Args:
        discriminator: As `trained.load_discriminator` returns it.
        block: Number of the block.
        channel: Number of the channel.
        start: A face to begin with, and to stay like, uint8 (px, px, 3); None begins with noise.
        steps: How many steps to take, 1 to 2,000.
        seed: Of noise and shifts: the same one draws the same picture.

    Yields:
        The picture before the first and after each step.

    Raises:
        TrainingError: If there is no such channel, or the face is of another size.
    """
    _require_channel(discriminator, block, channel)
    if not 1 <= steps <= 2000:
        raise TrainingError(f"The number of steps must be from 1 to 2000, but is {steps}.")
    px = _side_px(discriminator)
    if start is not None and start.shape != (px, px, 3):
        raise TrainingError(
            f"This discriminator looks at faces of {px} px, so a face to begin with must be an "
            f"array ({px}, {px}, 3), but is {start.shape}."
        )
    chance = torch.Generator().manual_seed(seed)
    face = torch.zeros(1, 3, px, px) if start is None else _seen(start[None])
    sides = [4 << n for n in range((px // 4).bit_length())]
    layers = [torch.randn(1, 3, side, side, generator=chance) * NOISE for side in sides]
    if start is not None:
        layers = [torch.zeros_like(layer) for layer in layers]
    for layer in layers:
        layer.requires_grad_(True)
    optimizer = Adam(layers, lr=RATE)
    yield _drawn(discriminator, block, channel, 0, _sum(layers, face))
    for step in range(1, steps + 1):
        optimizer.zero_grad()
        with torch.enable_grad():
            picture = _sum(layers, face)
            reach = max(1, int(px * JITTER))
            right, down = torch.randint(-reach, reach + 1, (2,), generator=chance).tolist()
            shifted = torch.roll(picture, (down, right), (2, 3))
            response = _look(discriminator, shifted)[block][:, channel].mean()
            # The gradient of a logarithm: every channel pulls alike, however large its values.
            cost = -response / (response.detach().abs() + 1e-3)
            cost = cost + VARIATION_WEIGHT * _variation(picture)
            cost = cost + RANGE_WEIGHT * F.relu(picture.abs() - 1).square().mean()
            if start is not None:
                cost = cost + LIKENESS_WEIGHT * (picture - face).square().mean()
            cost.backward()
        optimizer.step()
        yield _drawn(discriminator, block, channel, step, _sum(layers, face))


@torch.no_grad()
def responses(
    discriminator: nn.Module,
    block: int,
    store: FaceStore,
    rows: np.ndarray,
    progress: Progress = unwatched,
) -> np.ndarray:
    """Return how strongly each channel of a block responds to faces.

    Args:
        discriminator: As `trained.load_discriminator` returns it.
        block: Number of the block.
        store: The faces, whose side is a multiple of what the discriminator looks at.
        rows: Which of them, int64.
        progress: Told the share done, 0 to 1.

    Returns:
        float32 (rows, channels).

    Raises:
        TrainingError: If there is no such block, or the faces are of another size.
    """
    _require_channel(discriminator, block, 0)
    px = _side_px(discriminator)
    if store.size_px % px:
        raise TrainingError(
            f"This discriminator looks at faces of {px} px, which faces of {store.size_px} px "
            "cannot be halved to; choose the store it was trained on."
        )
    faces = Faces(store, np.asarray(rows, np.int64), px, torch.device("cpu"))
    means, done = [], 0
    for some in torch.arange(len(faces)).split(CHUNK):
        means.append(_look(discriminator, faces.take(some))[block].mean((2, 3)))
        done += len(some)
        progress(done / len(faces))
    return torch.cat(means).numpy() if means else np.zeros((0, 1), np.float32)


@torch.no_grad()
def responses_to(discriminator: nn.Module, pictures: np.ndarray) -> list[np.ndarray]:
    """Return how strongly each channel of every block responds to pictures.

    Args:
        discriminator: As `trained.load_discriminator` returns it, or the attribute network.
        pictures: uint8 (count, side, side, 3), of the side it looks at or a multiple of it.

    Returns:
        float32 (count, channels) for each block, the one next to the picture first.
    """
    px = _side_px(discriminator)
    means: list[list[Tensor]] = []
    for start in range(0, len(pictures), CHUNK):
        some = np.stack([resize_area(one, px) for one in pictures[start : start + CHUNK]])
        means.append([one.mean((2, 3)) for one in _look(discriminator, _seen(some))])
    return [torch.cat(of_block).numpy() for of_block in zip(*means, strict=True)]


def strongest(answers: np.ndarray, channel: int, count: int = 8) -> np.ndarray:
    """Return the places of the faces a channel responds to most, the strongest first.

    Args:
        answers: As `responses` returns it, (faces, channels).
        channel: Number of the channel.
        count: How many.
    """
    return np.argsort(-answers[:, channel], kind="stable")[:count]


def _look(discriminator: nn.Module, pictures: Tensor) -> list[Tensor]:
    """Return what leaves each block, the one next to the picture first."""
    maps: list[Tensor] = []

    def keep(_: nn.Module, __: object, out: Tensor) -> None:
        maps.append(out)

    hooks = [block.register_forward_hook(keep) for block in _blocks(discriminator)]
    try:
        if isinstance(discriminator, AttributeNet):
            discriminator.features(pictures)
        else:
            discriminator(pyramid(pictures, len(discriminator.config.scales_px)))  # type: ignore
    finally:
        for hook in hooks:
            hook.remove()
    return maps


def _blocks(discriminator: nn.Module) -> list[nn.Module]:
    """Return the modules that halve the picture."""
    if isinstance(discriminator, SimpleDiscriminator):
        return list(discriminator.downs)
    if isinstance(discriminator, AttributeNet):
        return list(discriminator.blocks)
    assert isinstance(discriminator, Discriminator)
    return list(discriminator.blocks)


def _side_px(discriminator: nn.Module) -> int:
    if isinstance(discriminator, AttributeNet):
        return discriminator.config.size_px
    return discriminator.config.scales_px[-1]  # type: ignore


def _require_channel(discriminator: nn.Module, block: int, channel: int) -> None:
    blocks = blocks_of(discriminator)
    if not 0 <= block < len(blocks):
        raise TrainingError(
            f"This discriminator has blocks 0 to {len(blocks) - 1}, but block {block} was asked "
            "for."
        )
    if not 0 <= channel < blocks[block].channels:
        raise TrainingError(
            f"Block {block} has channels 0 to {blocks[block].channels - 1}, but channel {channel} "
            "was asked for."
        )


def _seen(pictures: np.ndarray) -> Tensor:
    """Return pictures as the networks see them, uint8 (batch, px, px, 3) to (batch, 3, px, px)."""
    return torch.tensor(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1


def _sum(layers: list[Tensor], face: Tensor) -> Tensor:
    size = face.shape[2:]
    return face + sum(
        F.interpolate(layer, size, mode="bilinear", align_corners=False) for layer in layers
    )


def _variation(picture: Tensor) -> Tensor:
    """Return the mean squared difference of neighbouring pixels."""
    rows, columns = picture.diff(dim=2), picture.diff(dim=3)
    return rows.square().mean() + columns.square().mean()


@torch.no_grad()
def _drawn(discriminator: nn.Module, block: int, channel: int, step: int, seen: Tensor) -> Drawn:
    response = float(_look(discriminator, seen)[block][:, channel].mean())
    return Drawn(step, response, to_pictures(seen.detach())[0])
