import dataclasses

import pytest
import torch
from torch import nn

from facegen.errors import ModelError
from facegen.models.msg_gan import Discriminator, DiscriminatorBlock, Generator, MsgGanConfig
from facegen.models.presets import MODELS

TINY = MsgGanConfig(
    generator_channels=(8, 8, 8),
    discriminator_channels=(8, 8, 8),
    latent_dim=8,
    head_channels=8,
    stddev_group=4,
)


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manual_seed(0)


def parameters(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def test_the_original_has_the_authors_parameter_counts() -> None:
    config = MODELS["original"]
    assert isinstance(config, MsgGanConfig)
    with torch.device("meta"):
        generator, discriminator = Generator(config), Discriminator(config)

    def conv(inputs: int, outputs: int, kernel: int = 3) -> int:
        return inputs * outputs * kernel**2 + outputs

    # github.com/akanimax/BMSG-GAN with depth 5 and feature and latent size 512
    g = conv(512, 512, 4) + conv(512, 512) + conv(512, 3, 1)  # 4 px
    g += 3 * (2 * conv(512, 512) + conv(512, 3, 1))  # 8, 16, 32 px
    g += conv(512, 256) + conv(256, 256) + conv(256, 3, 1)  # 64 px
    d = conv(3, 256, 1) + 2 * conv(256, 256)  # 64 px
    d += 3 * (conv(3, 256, 1) + conv(512, 512) + conv(512, 256))  # 32, 16, 8 px
    d += conv(3, 256, 1) + conv(513, 512) + conv(512, 512, 4) + conv(512, 1, 1)  # 4 px
    assert parameters(generator) == g == 22_490_383
    assert parameters(discriminator) == d == 18_364_161


def test_the_kernel_that_takes_in_the_largest_picture_is_1_px_unless_asked_for() -> None:
    image = torch.zeros(1, 3, 16, 16)
    image[:, :, 8, 8] = 1
    for side_px in (1, 3):
        config = MsgGanConfig(**{**vars(TINY), **({"from_rgb_px": 3} if side_px == 3 else {})})
        from_rgb = Discriminator(config).from_rgb
        assert from_rgb.bias is not None
        change = from_rgb(image) - from_rgb.bias[0]
        seen = (change.abs().sum(1)[0] > 0).nonzero()
        assert len(seen) == side_px**2
        assert (seen - 8).abs().max() == side_px // 2


def test_a_discriminator_of_patches_judges_each_place_by_what_is_around_it() -> None:
    config = MODELS["detail128"]
    assert isinstance(config, MsgGanConfig)
    discriminator = Discriminator(config)
    images = [torch.randn(2, 3, px, px, requires_grad=True) for px in config.scales_px]
    verdicts = discriminator(images).view(2, 32, 32)
    assert torch.equal(verdicts[0], discriminator([image[:1] for image in images]).view(32, 32))
    slopes = torch.autograd.grad(verdicts[1, 16, 16], images, allow_unused=True)
    assert slopes[:3] == (None, None, None)  # 4, 8 and 16 px
    for slope, reach_px in zip(slopes[3:], (3, 8, 20), strict=True):
        assert slope is not None
        assert not slope[0].any()
        rows, columns = slope[1].abs().sum(0).nonzero().T
        assert {int(rows.max() - rows.min()), int(columns.max() - columns.min())} == {reach_px - 1}


@pytest.mark.parametrize("combine", ["simple", "lin_cat", "cat_lin"])
def test_combine_functions_by_the_papers_equations(combine: str) -> None:
    config = dataclasses.replace(TINY, combine=combine, rgb_channels=5)
    join = Discriminator(config).joins[0]
    x, image = torch.randn(2, 8, 4, 4), torch.randn(2, 3, 4, 4)
    kernels = {name: weight for name, weight in join.named_parameters() if weight.dim() == 4}

    def one_by_one(picture: torch.Tensor) -> torch.Tensor:
        (kernel,) = kernels.values()
        return torch.einsum("oi,bihw->bohw", kernel[:, :, 0, 0], picture) / kernel.shape[1] ** 0.5

    expected = {
        "simple": lambda: torch.cat([x, image], 1),
        "lin_cat": lambda: torch.cat([x, one_by_one(image)], 1),
        "cat_lin": lambda: one_by_one(torch.cat([x, image], 1)),
    }[combine]()
    torch.testing.assert_close(join(x, image), expected, rtol=1e-4, atol=1e-5)
    assert join(x, image).shape[1] == {"simple": 11, "lin_cat": 13, "cat_lin": 8}[combine]


@pytest.mark.parametrize("convolutions", [1, 2])
def test_a_residual_block_halves_the_power_of_both_ways_together(convolutions: int) -> None:
    config = dataclasses.replace(TINY, discriminator_convolutions=convolutions)
    plain = DiscriminatorBlock(config, 8, 6)
    block = DiscriminatorBlock(dataclasses.replace(config, residual=True), 8, 6)
    block.load_state_dict(plain.state_dict(), strict=False)
    assert block.shortcut is not None
    x = torch.randn(2, 8, 16, 16)
    halved = x.unflatten(3, (8, 2)).unflatten(2, (8, 2)).mean((3, 5))
    kernel = block.shortcut.weight[:, :, 0, 0]
    straight = torch.einsum("oi,bihw->bohw", kernel, halved) / 8**0.5
    expected = (plain(x) + straight) / 2**0.5
    torch.testing.assert_close(block(x), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("convolutions", [1, 2])
@pytest.mark.parametrize("residual", [False, True])
def test_every_scale_reaches_the_verdict(convolutions: int, residual: bool) -> None:
    config = dataclasses.replace(TINY, discriminator_convolutions=convolutions, residual=residual)
    discriminator = Discriminator(config)
    images = [torch.randn(4, 3, px, px, requires_grad=True) for px in config.scales_px]
    slopes = torch.autograd.grad(discriminator(images).sum(), images)
    assert all((slope != 0).float().mean() > 0.9 for slope in slopes)


@pytest.mark.parametrize("mapping_layers", [0, 2])
def test_every_weight_of_the_generator_learns(mapping_layers: int) -> None:
    generator = Generator(dataclasses.replace(TINY, mapping_layers=mapping_layers))
    images = generator(torch.randn(4, 8))
    torch.stack([image.square().mean() for image in images]).sum().backward()
    idle = [name for name, p in generator.named_parameters() if p.grad is None]
    assert not idle


def test_only_the_direction_of_a_latent_counts() -> None:
    generator, latents = Generator(TINY).eval(), torch.randn(3, 8)
    for ours, theirs in zip(generator(latents), generator(latents * 5), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)


def test_a_style_acts_from_its_scale_upwards() -> None:
    generator = Generator(TINY).eval()
    styles = generator.style(torch.randn(2, 8))
    mixed = styles[:1, None].repeat(1, 3, 1)
    mixed[:, 1] = styles[1]
    plain, changed = generator.synthesize(styles[:1]), generator.synthesize(mixed)
    assert torch.equal(plain[0], changed[0])
    assert not torch.allclose(plain[1], changed[1])
    assert not torch.allclose(plain[2], changed[2])


def test_one_style_for_all_scales_is_that_style_at_each() -> None:
    generator = Generator(TINY).eval()
    styles = generator.style(torch.randn(2, 8))
    once, each = generator.synthesize(styles), generator.synthesize(styles[:, None].repeat(1, 3, 1))
    assert all(torch.equal(a, b) for a, b in zip(once, each, strict=True))


def test_cumulative_images_add_to_the_smaller_one() -> None:
    generator = Generator(TINY).eval()
    latents = torch.randn(2, 8)
    with torch.no_grad():
        for block in list(generator.blocks)[1:]:
            block.to_rgb.weight.zero_()  # type: ignore[union-attr, operator]
        small, middle, large = generator(latents)
    torch.testing.assert_close(
        middle, nn.functional.interpolate(small, scale_factor=2, mode="bilinear")
    )
    torch.testing.assert_close(
        large, nn.functional.interpolate(middle, scale_factor=2, mode="bilinear")
    )


def test_an_image_that_is_not_there_is_not_back_projected() -> None:
    with pytest.raises(ModelError, match=r"of the sides \[8, 16\], but names \[32\]"):
        dataclasses.replace(TINY, back_projected_px=(16, 32))


def test_consistent_images_are_the_largest_one_halved_and_halved_again() -> None:
    config = dataclasses.replace(TINY, consistent=True)
    generator, plain = Generator(config).eval(), Generator(TINY).eval()
    plain.load_state_dict(generator.state_dict())
    latents = torch.randn(2, 8)
    with torch.no_grad():
        images, others = generator(latents), plain(latents)
    assert [image.shape[-1] for image in images] == [4, 8, 16]
    assert torch.equal(images[-1], others[-1])
    for small, large, other in zip(images, images[1:], others, strict=False):
        assert torch.equal(nn.functional.avg_pool2d(large, 2), small)
        assert not torch.allclose(small, other, atol=0.1)
