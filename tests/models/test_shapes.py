"""Shapes beside the networks that are built from them."""

import dataclasses

import pytest
import torch
from torch import Tensor, nn

from facegen.errors import ModelError
from facegen.models.category_net import CategoryNet
from facegen.models.generator import FaceGenerator
from facegen.models.msg_gan import Generator
from facegen.models.plan import planning
from facegen.models.shapes import (
    SHAPES,
    CategoryNetConfig,
    ModelConfig,
    MsgGanConfig,
    SimpleGanConfig,
    family_of,
)
from facegen.models.simple_gan import SimpleGenerator

SHAPED: list[tuple[type[FaceGenerator], ModelConfig]] = [
    (Generator, MsgGanConfig()),
    (Generator, MsgGanConfig(generator_channels=(12, 6, 3), generator_convolutions=3)),
    (SimpleGenerator, SimpleGanConfig(size_px=32)),
    (SimpleGenerator, SimpleGanConfig(size_px=128, width=6)),
    (CategoryNet, CategoryNetConfig(("A", "B", "C"), channels=(8, 4))),
]


@pytest.mark.parametrize(("network", "config"), SHAPED)
def test_a_shape_has_the_sizes_of_its_network(
    network: type[FaceGenerator], config: ModelConfig
) -> None:
    with planning():
        images = network(config)(torch.empty(2, config.latent_dim, device="meta"))
    assert [tuple(image.shape) for image in images] == [(2, 3, px, px) for px in config.scales_px]


@pytest.mark.parametrize("size_px", [32, 64, 128])
def test_values_are_those_between_the_layers_of_the_simple_gan(size_px: int) -> None:
    sizes: list[int] = []

    def note(layer: nn.Module, given: object, made: Tensor) -> None:
        sizes.append(made.numel())

    config = SimpleGanConfig(size_px=size_px, width=6)
    network = SimpleGenerator(config)
    for layer in (network.first, *network.ups, *network.refine):
        layer.register_forward_hook(note)
    network(torch.zeros(1, config.latent_dim))
    assert config.values_a_picture == sum(sizes)


def test_values_are_those_between_the_layers_of_the_others() -> None:
    gan = MsgGanConfig(generator_channels=(12, 6, 3), generator_convolutions=2)
    assert gan.values_a_picture == 2 * (4 * 4 * 12 + 8 * 8 * 6 + 16 * 16 * 3)
    net = CategoryNetConfig(("A",), channels=(8, 4, 2))
    assert net.values_a_picture == 4 * 4 * 8 + 8 * 8 * 4 + 16 * 16 * 2


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_knows_its_family(name: str) -> None:
    assert family_of(SHAPES[name]()) == name


def test_a_shape_cannot_be_changed_unseen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        MsgGanConfig().latent_dim = 9  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize(("size_px", "doublings"), [(32, 1), (64, 2), (128, 3)])
def test_sixteen_pixels_are_doubled_to_the_size(size_px: int, doublings: int) -> None:
    assert SimpleGanConfig(size_px=size_px).doublings == doublings
    assert 16 * 2**doublings == size_px


@pytest.mark.parametrize("size_px", [16, 48, 100])
def test_the_simple_gan_has_sizes_it_cannot_make(size_px: int) -> None:
    with pytest.raises(ModelError, match=f"must be 32, 64, 128 or so on, but is {size_px}"):
        SimpleGanConfig(size_px=size_px)
