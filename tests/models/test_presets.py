import pytest
import torch
from torch import nn

from facegen.models.msg_gan import Discriminator, Generator, MsgGanConfig
from facegen.models.plan import planning
from facegen.models.presets import MODELS


def parameters(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def shape(name: str) -> MsgGanConfig:
    config = MODELS[name]
    assert isinstance(config, MsgGanConfig)
    return config


def test_the_middle_one_has_four_times_the_parameters_of_the_small_one() -> None:
    with planning():
        small, middle = (
            parameters(Generator(shape(name))) + parameters(Discriminator(shape(name)))
            for name in ("s", "m")
        )
    assert middle / small == pytest.approx(4, abs=0.5)


def test_the_middle_one_of_128_px_has_a_scale_more() -> None:
    assert shape("m128").scales_px == (*shape("m").scales_px, 128)
    with planning():
        within, whole = (Generator(shape(name)).state_dict() for name in ("m", "m128"))
    sizes = [{name: value.shape for name, value in one.items()} for one in (within, whole)]
    assert sizes[0].items() < sizes[1].items()


@pytest.mark.parametrize(
    "name", ["two-minutes", "xs", "s", "m", "m128", "detail128", "original", "gpu64", "gpu128"]
)
def test_every_preset_shows_all_its_scales_and_judges_them(name: str) -> None:
    config = shape(name)
    with torch.device("meta"):
        generator, discriminator = Generator(config), Discriminator(config)
        images = generator(torch.empty(2, config.latent_dim))
        patches = 32**2 if config.judges_patches else 1
        assert discriminator(images).shape == (2 * patches,)
    assert [tuple(image.shape) for image in images] == [(2, 3, px, px) for px in config.scales_px]
    assert config.scales_px[-1] == {"two-minutes": 32}.get(name, 128 if "128" in name else 64)
