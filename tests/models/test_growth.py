import dataclasses

import pytest
import torch
import torch.nn.functional as F

from facegen.models.growth import grow, grown, inherited, misfits
from facegen.models.layers import back_projected, upsample
from facegen.models.msg_gan import Discriminator, Generator, MsgGanConfig
from facegen.models.presets import MODELS

SMALL = MsgGanConfig(
    generator_channels=(8, 8, 8),
    discriminator_channels=(8, 8, 6),
    latent_dim=8,
    head_channels=8,
    rgb_channels=4,
    stddev_group=4,
)


def larger(config: MsgGanConfig, *widths: int) -> MsgGanConfig:
    return dataclasses.replace(
        config,
        generator_channels=(*config.generator_channels, *widths),
        discriminator_channels=(*config.discriminator_channels, *widths),
    )


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manual_seed(0)


@pytest.mark.parametrize("widths", [(5,), (5, 4)])
@pytest.mark.parametrize("mapping_layers", [0, 2])
def test_a_grown_generator_paints_what_the_smaller_did_and_that_enlarged(
    widths: tuple[int, ...], mapping_layers: int
) -> None:
    config = dataclasses.replace(SMALL, mapping_layers=mapping_layers)
    small, large = Generator(config), Generator(grown(config, larger(config, *widths), True))
    grow(large, 16, small.state_dict())
    latents = torch.randn(4, 8)
    with torch.no_grad():
        before, after = small(latents), large(latents)
    assert len(after) == 3 + len(widths)
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=False))
    for image, next_one in zip(after[2:], after[3:], strict=False):
        twice = F.interpolate(image, scale_factor=2, mode="bilinear", align_corners=False)
        assert torch.equal(next_one, twice)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"downsampling": "strided", "from_rgb_px": 3},
        {"residual": True, "discriminator_convolutions": 2},
        {"combine": "cat_lin"},
        {"combine": "simple"},
    ],
)
def test_a_grown_discriminator_says_what_the_smaller_did(changes: dict[str, object]) -> None:
    config = dataclasses.replace(SMALL, **changes)  # type: ignore[arg-type]
    small, large = Discriminator(config), Discriminator(grown(config, larger(config, 5, 4), True))
    grow(large, 16, small.state_dict())
    images = [torch.randn(8, 3, px, px) for px in (4, 8, 16, 32, 64)]
    with torch.no_grad():
        before = small(images[:3])
        assert torch.equal(large(images), before)
        assert before.std() > 0

    again = larger(large.config, 3)  # and once more
    giant = Discriminator(grown(large.config, again, True))
    grow(giant, 64, large.state_dict())
    with torch.no_grad():
        assert torch.equal(giant([*images, torch.randn(8, 3, 128, 128)]), before)


@pytest.mark.parametrize("judged", [True, False])
def test_pictures_agree_in_the_larger_one_if_they_do_in_the_smaller(judged: bool) -> None:
    for consistent in (True, False):
        config = dataclasses.replace(SMALL, consistent=consistent)
        wanted = dataclasses.replace(larger(SMALL, 5), consistent=not consistent)
        shape = grown(config, wanted, judged)
        assert shape.consistent == consistent
        assert shape.grown_px == ((16,) if judged else ())
        small, large = Generator(config), Generator(shape)
        grow(large, 16, small.state_dict())
        latents = torch.randn(4, 8)
        with torch.no_grad():
            before, after = small(latents), large(latents)
        twice = upsample(before[-1], "bilinear")
        wanted = back_projected(twice, before[-1]) if consistent else twice
        assert torch.equal(after[-1], wanted)
        torch.testing.assert_close(after[:-1], before, rtol=0, atol=1e-5)
        assert consistent or all(map(torch.equal, after, before))


def test_a_larger_one_that_agrees_keeps_its_smaller_pictures_whatever_it_learns() -> None:
    config = dataclasses.replace(SMALL, consistent=True)
    shape = grown(config, larger(SMALL, 5, 4), False)
    assert shape.back_projected_px == (32, 64)
    small, large = Generator(config), Generator(shape)
    grow(large, 16, small.state_dict())
    for block in large.blocks[3:]:
        block.to_rgb.weight.data.normal_()  # type: ignore[union-attr, operator]
    latents = torch.randn(4, 8)
    with torch.no_grad():
        before, after = small(latents), large(latents)
    torch.testing.assert_close(after[:3], before, rtol=0, atol=1e-5)
    assert (after[-1] - upsample(after[-2], "bilinear")).abs().max() > 0.01


def test_a_kernel_is_widened_without_a_change() -> None:
    narrow, wide = SMALL, dataclasses.replace(larger(SMALL, 5), from_rgb_px=3)
    small, large = Discriminator(narrow), Discriminator(grown(narrow, wide, True))
    grow(large, 16, small.state_dict())
    images = [torch.randn(8, 3, px, px) for px in (4, 8, 16, 32)]
    torch.testing.assert_close(large(images), small(images[:3]), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("residual", [False, True])
def test_all_that_is_new_learns_within_two_steps(residual: bool) -> None:
    config = dataclasses.replace(SMALL, residual=residual)
    shape = grown(config, larger(config, 5), True)
    generator, judge = Generator(shape), Discriminator(shape)
    grow(generator, 16, Generator(config).state_dict())
    grow(judge, 16, Discriminator(config).state_dict())
    start = {id(p): p.detach().clone() for net in (generator, judge) for p in net.parameters()}
    for _ in range(2):
        for net, sign in ((judge, -1), (generator, 1)):
            net.zero_grad()
            (sign * judge(generator(torch.randn(8, 8)))).mean().backward()
            with torch.no_grad():
                for parameter in net.parameters():
                    parameter += 0.01 * parameter.grad.sign()  # type: ignore[union-attr]
    for net in (generator, judge):
        new = [p for name, p in net.named_parameters() if name not in inherited(net, 16)]
        assert len(new) > 2
        assert all((p != start[id(p)]).any() for p in new)


def test_what_is_old_and_what_is_new_is_told_apart() -> None:
    shape = grown(SMALL, larger(SMALL, 5), True)
    judge, generator = Discriminator(shape), Generator(shape)
    new = [name for name in judge.state_dict() if name not in inherited(judge, 16)]
    assert {name.rpartition(".")[0] for name in new} == {"from_rgb", "blocks.2.convs.0"}
    assert inherited(judge, 16)["joins.2.from_rgb.bias"] == "from_rgb.bias"
    assert set(inherited(judge, 16).values()) == set(Discriminator(SMALL).state_dict())
    assert all(
        name.startswith("blocks.3.")
        for name in set(generator.state_dict()) - set(inherited(generator, 16))
    )
    assert set(inherited(generator, 16).values()) == set(Generator(SMALL).state_dict())
    assert inherited(Discriminator(larger(SMALL, 5)), 16) == {}, "one that began anew"


def test_what_does_not_fit_is_named() -> None:
    m, m128, s = MODELS["m"], MODELS["m128"], MODELS["s"]
    assert isinstance(m, MsgGanConfig)
    assert isinstance(m128, MsgGanConfig)
    assert isinstance(s, MsgGanConfig)
    assert misfits(m, m128, judged=True) == []
    assert misfits(m128, m, judged=True) == ["it makes 128 px, and 64 px are no more"]
    told = misfits(s, m128, judged=False)
    assert told == ["its generator_channels is (96, 128, 64, 32, 16), not (256, 256, 160, 64, 24)"]
    both = misfits(s, m128, judged=True)
    assert both[0] == told[0]
    assert "its head_channels is 128, not 256" in both
    wide = dataclasses.replace(m, from_rgb_px=5)
    assert misfits(wide, m128, judged=True) == ["its from_rgb_px is 5, more than 3"]
