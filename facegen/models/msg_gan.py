"""MSG-GAN: a generator that shows a picture at every scale, a discriminator that looks at all.

Each block of the generator emits an image; the discriminator's block of the same resolution takes
it in beside its own activation. Gradients so reach every resolution directly, which is what makes
the training stable without growing the networks step by step.

Source: Karnewar and Wang 2020, MSG-GAN: Multi-Scale Gradients for Generative Adversarial Networks,
arXiv 1903.06048. The optional styles follow Karras et al. 2019 and 2020 (StyleGAN, StyleGAN2).
"""

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from facegen.models.generator import FaceGenerator
from facegen.models.layers import (
    EqualizedConv2d,
    EqualizedLinear,
    Modulation,
    PooledConv2d,
    StridedConv2d,
    activate,
    back_projected,
    minibatch_stddev,
    pixel_norm,
    pyramid,
    upsample,
)
from facegen.models.shapes import SMALLEST_PX, MsgGanConfig


class GeneratorBlock(nn.Module):
    """One scale of the generator: its convolutions and its image.

    Args:
        config: The shape of the network.
        level: 0 for 4 px, 1 for 8 px and so on.
    """

    def __init__(self, config: MsgGanConfig, level: int) -> None:
        super().__init__()
        self.upsampling = config.upsampling
        self.first = level == 0
        outputs = config.generator_channels[level]
        inputs = config.generator_channels[max(level - 1, 0)]
        count = 1 if self.first else config.generator_convolutions
        widths = [inputs] + [outputs] * count
        self.convs = nn.ModuleList(
            EqualizedConv2d(a, b) for a, b in zip(widths, widths[1:], strict=False)
        )
        self.styles = nn.ModuleList(
            Modulation(config.latent_dim, width)
            for width in (widths[:-1] if config.mapping_layers else [])
        )
        self.to_rgb = EqualizedConv2d(outputs, 3, kernel_px=1, gain=1.0)

    def forward(self, x: Tensor, style: Tensor) -> tuple[Tensor, Tensor]:
        """Return the activation (batch, outputs, h, w) and the image (batch, 3, h, w)."""
        for index, conv in enumerate(self.convs):
            enlarge = index == 0 and not self.first
            if enlarge and self.upsampling == "nearest":
                x = upsample(x, "nearest")
            x = self.styles[index](x, style, conv) if self.styles else conv(x)
            if enlarge and self.upsampling == "bilinear":
                x = upsample(x, "bilinear")
            x = activate(x) if self.styles else pixel_norm(activate(x))
        return x, self.to_rgb(x)


class Generator(FaceGenerator):
    """Latents in, pictures at every scale out.

    Args:
        config: The shape of the network.
    """

    family = "msg_gan"
    config_class = MsgGanConfig

    def __init__(self, config: MsgGanConfig) -> None:
        super().__init__(config)
        latent, stem = config.latent_dim, config.generator_channels[0]
        self.mapping = nn.ModuleList(
            EqualizedLinear(latent, latent, rate=0.01) for _ in range(config.mapping_layers)
        )
        self.stem_weight = nn.Parameter(torch.empty(stem * SMALLEST_PX**2, latent).normal_())
        self.stem_bias = nn.Parameter(torch.zeros(stem))
        self.blocks = nn.ModuleList(
            GeneratorBlock(config, level) for level in range(len(config.generator_channels))
        )

    def style(self, latents: Tensor) -> Tensor:
        """Map latents to styles, (batch, latent_dim) to (batch, latent_dim).

        Only a latent's direction counts: it is put on the sphere of radius sqrt(latent_dim) first.
        """
        styles = pixel_norm(latents)
        for layer in self.mapping:
            styles = activate(layer(styles))
        return styles

    def synthesize(self, styles: Tensor) -> list[Tensor]:
        """Make pictures; without a mapping network only the style of 4 px has an effect."""
        images = self.drawn(styles)
        if self.config.consistent:
            return pyramid(images[-1].float(), len(images))
        return images

    def drawn(self, styles: Tensor) -> list[Tensor]:
        """Make pictures, each as its own block leaves it."""
        if styles.dim() == 2:
            styles = styles[:, None].expand(-1, len(self.blocks), -1)
        x, images = self.stem(styles[:, 0]), list[Tensor]()
        for level, block in enumerate(self.blocks):
            x, image = block(x, styles[:, level])
            if images and self.config.cumulative:
                image = image + upsample(images[-1], "bilinear")
            if self.scales_px[level] in self.config.back_projected_px:
                image = back_projected(image.float(), images[-1].float())
            images.append(image)
        return images

    def stem(self, styles: Tensor) -> Tensor:
        """Turn styles of 4 px into what the first block takes, (batch, channels, 4, 4)."""
        x = (styles * math.sqrt(2 / self.latent_dim)) @ self.stem_weight.T
        x = x.unflatten(1, (-1, SMALLEST_PX, SMALLEST_PX)) + self.stem_bias[:, None, None]
        return activate(x).contiguous(memory_format=torch.channels_last)


class Join(nn.Module):
    """Take an image into the discriminator's activation (the paper's combine function).

    Args:
        config: The shape of the network.
        channels: Channels of the activation.
    """

    def __init__(self, config: MsgGanConfig, channels: int) -> None:
        super().__init__()
        self.lin = self.mix = None
        self.outputs = channels + 3
        if config.combine == "lin_cat":
            self.lin = EqualizedConv2d(3, config.rgb_channels, kernel_px=1, gain=1.0)
            self.outputs = channels + config.rgb_channels
        elif config.combine == "cat_lin":
            self.mix = EqualizedConv2d(channels + 3, channels, kernel_px=1, gain=1.0)
            self.outputs = channels

    def forward(self, x: Tensor, image: Tensor) -> Tensor:
        """Join (batch, channels, px, px) and (batch, 3, px, px) to (batch, outputs, px, px)."""
        joined = torch.cat([x, image if self.lin is None else self.lin(image)], 1)
        return joined if self.mix is None else self.mix(joined)


class Entrance(nn.Module):
    """Take in an image as when it was the largest, and add it to the activation.

    Args:
        config: The shape of the network.
        channels: Channels of the activation.
    """

    def __init__(self, config: MsgGanConfig, channels: int) -> None:
        super().__init__()
        self.from_rgb = EqualizedConv2d(3, channels, kernel_px=config.from_rgb_px)
        self.outputs = channels

    def forward(self, x: Tensor, image: Tensor) -> Tensor:
        """Join (batch, channels, px, px) and (batch, 3, px, px) to (batch, channels, px, px)."""
        return x + activate(self.from_rgb(image))


class DiscriminatorBlock(nn.Module):
    """Convolutions that halve the picture.

    Args:
        config: The shape of the network.
        inputs: Channels in.
        outputs: Channels out.
    """

    def __init__(self, config: MsgGanConfig, inputs: int, outputs: int) -> None:
        super().__init__()
        before = config.discriminator_convolutions - 1
        self.convs = nn.ModuleList(EqualizedConv2d(inputs, inputs) for _ in range(before))
        halve = StridedConv2d if config.downsampling == "strided" else PooledConv2d
        self.convs.append(halve(inputs, outputs))
        self.shortcut = (
            EqualizedConv2d(inputs, outputs, kernel_px=1, gain=1.0, bias=False)
            if config.residual
            else None
        )

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, inputs, px, px) to (batch, outputs, px / 2, px / 2)."""
        out = x
        for conv in self.convs:
            out = activate(conv(out))
        if self.shortcut is None:
            return out
        return (out + self.shortcut(F.avg_pool2d(x, 2))) * math.sqrt(0.5)


class Discriminator(nn.Module):
    """Pictures in, logits out: high for real, low for made.

    Args:
        config: The shape of the network.
    """

    def __init__(self, config: MsgGanConfig) -> None:
        super().__init__()
        self.config = config
        seen = slice(-config.discriminator_scales if config.judges_patches else None, None)
        channels, scales_px = config.discriminator_channels[seen], config.scales_px[seen]
        self.from_rgb = EqualizedConv2d(3, channels[-1], kernel_px=config.from_rgb_px)
        joins = [
            (Entrance if px in config.grown_px else Join)(config, width)
            for px, width in zip(scales_px[:-1], channels[:-1], strict=True)
        ]
        self.joins = nn.ModuleList(joins)
        inputs = [join.outputs for join in joins] + [channels[-1]]
        self.blocks = nn.ModuleList(
            DiscriminatorBlock(config, inputs[level], channels[level - 1])
            for level in range(1, len(channels))
        )
        head = config.head_channels
        if config.judges_patches:
            self.last_conv = EqualizedConv2d(inputs[0], head)
            self.logit = EqualizedConv2d(head, 1, kernel_px=1, gain=1.0)
        else:
            self.last_conv = EqualizedConv2d(inputs[0] + 1, head)
            self.flat = EqualizedLinear(head * SMALLEST_PX**2, head)
            self.logit = EqualizedLinear(head, 1, gain=1.0)

    def forward(self, images: Sequence[Tensor], parts: int = 1) -> Tensor:
        """Judge pictures.

        Args:
            images: For each scale, smallest first, (batch, 3, px, px).
            parts: Into how many parts the batch falls, see `minibatch_stddev`.

        Returns:
            float32 (batch,), or (batch x patches,), picture after picture.
        """
        *smaller, largest = images
        smaller = smaller[len(smaller) - len(self.joins) :]
        x = activate(self.from_rgb(largest))
        for level in range(len(smaller) - 1, -1, -1):
            x = self.joins[level](self.blocks[level](x), smaller[level])
        if self.config.judges_patches:
            return self.logit(activate(self.last_conv(x))).flatten().float()
        x = activate(self.last_conv(minibatch_stddev(x, self.config.stddev_group, parts)))
        return self.logit(activate(self.flat(x.flatten(1)))).squeeze(1).float()
