"""A larger MSG-GAN from a smaller one: the same faces and verdicts until it learns more.

The larger generator's new block adds nothing to the enlarged picture of the smaller one; where
pictures agree, each new one is made to halve to the one before, whatever the blocks learn. In the
larger discriminator the picture that was the largest enters as it did before, and what the new
block adds to it is zero: its logit of a pyramid is the smaller one's of the same pyramid without
its largest picture. Both hold exactly, and only layers next to the new pictures are at zero, so
that they learn from the first step and the others from the second.

This module knows networks, not runs or files.
"""

import dataclasses
from collections.abc import Mapping

import torch
from torch import Tensor, nn

from facegen.models.msg_gan import Discriminator, Generator, MsgGanConfig
from facegen.models.shapes import ModelConfig

LISTS = ("generator_channels", "discriminator_channels")
GENERATOR = (
    "latent_dim",
    "generator_convolutions",
    "upsampling",
    "cumulative",
    "mapping_layers",
)
DISCRIMINATOR = (
    "discriminator_convolutions",
    "downsampling",
    "combine",
    "rgb_channels",
    "residual",
    "head_channels",
    "stddev_group",
)


def misfits(smaller: MsgGanConfig, larger: MsgGanConfig, judged: bool) -> list[str]:
    """Say what keeps a network from growing into another; empty if nothing does.

    Args:
        smaller: The shape there is.
        larger: The shape wanted.
        judged: Whether the discriminator is to grow too, or the generator alone.
    """
    scales = len(smaller.scales_px)
    if len(larger.scales_px) <= scales:
        return [f"it makes {smaller.scales_px[-1]} px, and {larger.scales_px[-1]} px are no more"]
    found = []
    for name in (*LISTS, *GENERATOR, *DISCRIMINATOR):
        if not judged and (name == "discriminator_channels" or name in DISCRIMINATOR):
            continue
        has, wants = getattr(smaller, name), getattr(larger, name)
        if name in LISTS:
            wants = wants[:scales]
        if has != wants:
            found.append(f"its {name} is {has}, not {wants}")
    if judged and smaller.from_rgb_px > larger.from_rgb_px:
        found.append(f"its from_rgb_px is {smaller.from_rgb_px}, more than {larger.from_rgb_px}")
    return found


def same_faces(one: ModelConfig, other: MsgGanConfig) -> bool:
    """Say whether the generator of one shape is as that of another, whatever judges them."""
    names = ("generator_channels", *GENERATOR)
    return isinstance(one, MsgGanConfig) and all(
        getattr(one, name) == getattr(other, name) for name in names
    )


def grown(smaller: MsgGanConfig, larger: MsgGanConfig, judged: bool) -> MsgGanConfig:
    """Return the larger shape as the smaller one's networks can grow into it.

    Args:
        smaller: The shape there is. What its pictures have to do with each other stays.
        larger: The shape wanted.
        judged: Whether the discriminator is to grow too, or the generator alone.
    """
    new = larger.scales_px[len(smaller.scales_px) :] if smaller.consistent else ()
    larger = dataclasses.replace(
        larger,
        consistent=smaller.consistent,
        back_projected_px=(*smaller.back_projected_px, *new),
    )
    if not judged:
        return larger
    return dataclasses.replace(larger, grown_px=(*smaller.grown_px, smaller.scales_px[-1]))


def inherited(network: nn.Module, px: int) -> dict[str, str]:
    """Return which weights a network has of the one it grew from.

    Args:
        network: The larger one.
        px: Side of the smaller one's largest picture.

    Returns:
        For each name in the larger one its name in the smaller; empty if it took over none.
    """
    assert isinstance(network, Generator | Discriminator)
    scales = network.config.scales_px.index(px) + 1
    if isinstance(network, Generator):
        new, moved = {"blocks": scales}, ""
    elif px in network.config.grown_px:
        new, moved = {"from_rgb": 0, "blocks": scales - 1, "joins": scales}, f"joins.{scales - 1}."
    else:
        return {}
    names = {}
    for name in network.state_dict():
        part, _, rest = name.partition(".")
        number = rest.partition(".")[0]
        if part not in new or (number.isdigit() and int(number) < new[part]):
            names[name] = name.removeprefix(moved)
    return names


@torch.no_grad()
def grow(network: nn.Module, px: int, weights: Mapping[str, Tensor]) -> None:
    """Put a smaller network's weights into a larger one and let the new part add nothing.

    A generator's new block begins as a grown one's where there are weights of such a block, and a
    discriminator of patches, which takes nothing of a smaller one, as one of its own shape.

    Args:
        network: The larger one; what it has no weights for stays as it is.
        px: Side of the smaller one's largest picture.
        weights: The state of the smaller one, perhaps with larger blocks of a generator; or that of
            a discriminator of patches.
    """
    assert isinstance(network, Generator | Discriminator)
    if isinstance(network, Discriminator) and network.config.judges_patches:
        if _shapes(weights) == _shapes(network.state_dict()):
            network.load_state_dict(weights)
        return
    known = inherited(network, px)
    state = network.state_dict()
    for name, before in known.items():
        state[name].copy_(_widened(weights[before], state[name].shape))
    first = network.config.scales_px.index(px)
    if isinstance(network, Generator) and network.config.cumulative:
        for number in range(first + 1, len(network.blocks)):
            prefix = f"blocks.{number}."
            begun = [name for name in weights if name.startswith(prefix)]
            for name in begun:
                state[name].copy_(weights[name])
            if not begun:
                _silence(network.blocks[number].to_rgb)  # type: ignore[arg-type]
    elif known and isinstance(network, Discriminator):
        block = network.blocks[first]
        _silence(block.convs[-1])  # type: ignore[index, arg-type]
        if block.shortcut is not None:
            _silence(block.shortcut)  # type: ignore[arg-type]


def _shapes(weights: Mapping[str, Tensor]) -> dict[str, torch.Size]:
    return {name: value.shape for name, value in weights.items()}


def _silence(layer: nn.Module) -> None:
    for parameter in layer.parameters():
        parameter.zero_()


def _widened(weight: Tensor, shape: torch.Size) -> Tensor:
    """Put zeros around a kernel, (outputs, inputs, px, px), so that its layer does the same.

    A layer scales its weights by one over the root of what each output sums over, which grows.
    """
    if weight.shape == shape:
        return weight
    margin = (shape[-1] - weight.shape[-1]) // 2
    return nn.functional.pad(weight, (margin,) * 4) * (shape[-1] / weight.shape[-1])
