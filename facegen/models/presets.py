"""Shapes by name."""

import dataclasses
from collections.abc import Mapping

from facegen.models.shapes import CategoryNetConfig, ModelConfig, MsgGanConfig, SimpleGanConfig

M = MsgGanConfig(
    consistent=True,
    generator_channels=(256, 256, 160, 64, 24),
    discriminator_channels=(256, 256, 128, 48, 24),
    downsampling="strided",
    head_channels=256,
    from_rgb_px=3,
)

MODELS: Mapping[str, ModelConfig] = {
    "two-minutes": MsgGanConfig(
        consistent=True,
        generator_channels=(64, 64, 48, 24),
        discriminator_channels=(64, 64, 48, 24),
        latent_dim=64,
        generator_convolutions=1,
        mapping_layers=1,
        downsampling="strided",
        head_channels=64,
    ),
    "xs": MsgGanConfig(
        consistent=True,
        generator_channels=(64, 96, 48, 24, 12),
        discriminator_channels=(96, 96, 48, 24, 12),
        latent_dim=96,
        downsampling="strided",
        head_channels=96,
    ),
    "s": MsgGanConfig(consistent=True, downsampling="strided", from_rgb_px=3),
    "m": M,
    "m128": dataclasses.replace(
        M,
        generator_channels=(*M.generator_channels, 16),
        discriminator_channels=(*M.discriminator_channels, 16),
    ),
    "detail128": dataclasses.replace(
        M,
        generator_channels=(*M.generator_channels, 16),
        discriminator_channels=(256, 256, 128, 64, 32, 16),
        head_channels=64,
        discriminator_scales=3,
    ),
    "original": MsgGanConfig(
        generator_channels=(512, 512, 512, 512, 256),
        discriminator_channels=(256, 256, 256, 256, 256),
        latent_dim=512,
        upsampling="nearest",
        cumulative=False,
        mapping_layers=0,
        discriminator_convolutions=2,
        rgb_channels=256,
        head_channels=512,
        stddev_group=1024,
    ),
    "gpu64": MsgGanConfig(
        consistent=True,
        generator_channels=(512, 512, 384, 256, 128),
        discriminator_channels=(512, 512, 384, 256, 128),
        latent_dim=256,
        mapping_layers=3,
        discriminator_convolutions=2,
        rgb_channels=32,
        residual=True,
        head_channels=512,
    ),
    "gpu128": MsgGanConfig(
        consistent=True,
        generator_channels=(384, 384, 256, 192, 96, 48),
        discriminator_channels=(384, 384, 256, 192, 96, 48),
        latent_dim=256,
        mapping_layers=3,
        discriminator_convolutions=2,
        rgb_channels=32,
        residual=True,
        head_channels=384,
    ),
    "simple": SimpleGanConfig(),
    "category": CategoryNetConfig(),
}
"""`two-minutes` makes faces of 32 px while one looks on; `xs` and `s` train on a CPU at 64 px,
`gpu64` and `gpu128` on a GPU. `m` has four times the parameters of `s`, most of them at the lower
scales, where they cost little: half its speed. `m128` is the same with a scale more;
`detail128` is for growing from `m`: its discriminator judges patches of the three largest pictures.
`benchmarks/recipe_sweep.md` has the runs that widths and convolutions were chosen by.

`original` has the widths of the MSG-GAN authors' PyTorch code (github.com/akanimax/BMSG-GAN) at
64 px: its minibatch standard deviation is that of the whole batch, of faces and of samples apart.
"""
