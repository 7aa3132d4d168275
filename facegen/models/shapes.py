"""The shapes that generators come in: plain values, to be read and listed without torch.

What they mean stands in the modules of the networks that are built from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.errors import ModelError
from facegen.models.bounds import Between, Channels, Entries, LatentDim, Names, SizePx

SMALLEST_PX = 4
BASE_PX = 16


@dataclass(frozen=True)
class MsgGanConfig:
    """The shape of both networks. Tuples have one entry a scale, from 4 px up.

    Attributes:
        generator_channels: Channels of the generator's activation at each scale.
        discriminator_channels: Channels arriving at each scale of the discriminator from the one
            above; at the largest, those its picture is turned into.
        latent_dim: Length of a latent (and of a style).
        generator_convolutions: 3 x 3 convolutions in each block above 4 px.
        upsampling: `nearest` doubles the activation before the first convolution, as published;
            `bilinear` after it, which costs a quarter and leaves no grid of 2 x 2 blocks.
        cumulative: Whether an image is the enlarged smaller one plus what the block adds
            (StyleGAN2's skip generator) or is made by its block alone (as published).
        consistent: Whether the smaller images are the largest one halved and halved again, as those
            of a real face are. Where each is the work of its own block (as published), that they
            disagree tells made faces from real ones, and the discriminator looks for little else.
        mapping_layers: Layers of the mapping network from latent to style; 0 means none: the
            latent itself is the style, enters at 4 px only, and pixel norm stands in every block.
        discriminator_convolutions: 3 x 3 convolutions in each block; the last halves the picture.
        downsampling: What halves the picture at the end of a discriminator's block: `pooled`, a
            3 x 3 convolution and 2 x 2 average pooling; or `strided`, a 4 x 4 convolution of
            stride 2 at the same cost, which sees the finest detail too.
        combine: How an image joins the discriminator's activation, the paper's equations 11 to 13:
            `simple` appends it, `lin_cat` appends a 1 x 1 convolution of it, `cat_lin` appends it
            and mixes all by a 1 x 1 convolution.
        rgb_channels: Channels of that 1 x 1 convolution under `lin_cat`.
        from_rgb_px: Side of the kernel that takes in the largest picture, odd. 1 is as published;
            3 lets the discriminator see the finest detail before a strided convolution halves it.
        residual: Whether each discriminator block has a 1 x 1 shortcut around it.
        head_channels: Width of the discriminator's last two layers.
        stddev_group: Samples compared by the minibatch standard deviation.
        discriminator_scales: How many pictures the discriminator looks at, the largest; 0 is all,
            as published. If it is fewer, it judges patches (Isola et al. 2017, arXiv 1611.07004,
            section 3.2.2): one logit for each place of the smallest of these, by the pixels around
            it, so that it teaches detail and leaves alone what the whole is like.
        grown_px: Sides that were the largest before the discriminator grew (see growth.py): there a
            picture enters by a kernel and an activation of its own, added to what comes from above.
        back_projected_px: Sides of images that are changed to halve to the smaller one, so that
            their blocks only add the detail it lacks (see `layers.back_projected`).
    """

    generator_channels: Channels = (96, 128, 64, 32, 16)
    discriminator_channels: Channels = (128, 128, 64, 32, 16)
    latent_dim: LatentDim = 128
    generator_convolutions: Annotated[int, Between(1, 8)] = 2
    upsampling: Literal["nearest", "bilinear"] = "bilinear"
    cumulative: bool = True
    consistent: bool = False
    mapping_layers: Annotated[int, Between(0, 16)] = 2
    discriminator_convolutions: Annotated[int, Between(1, 8)] = 1
    downsampling: Literal["pooled", "strided"] = "pooled"
    combine: Literal["simple", "lin_cat", "cat_lin"] = "lin_cat"
    rgb_channels: Annotated[int, Between(1, 1024)] = 8
    from_rgb_px: Annotated[int, Between(1, 7)] = 1
    residual: bool = False
    head_channels: Annotated[int, Between(1, 2048)] = 128
    stddev_group: Annotated[int, Between(1, 4096)] = 8
    grown_px: Annotated[tuple[int, ...], Between(4, 1024), Entries(0, 8)] = ()
    back_projected_px: Annotated[tuple[int, ...], Between(8, 1024), Entries(0, 8)] = ()
    discriminator_scales: Annotated[int, Between(0, 8)] = 0

    def __post_init__(self) -> None:
        """Refuse to back-project an image that is not there, or has none below it."""
        strange = sorted(set(self.back_projected_px) - set(self.scales_px[1:]))
        if strange:
            raise ModelError(
                f"back_projected_px must be of the sides {list(self.scales_px[1:])}, "
                f"but names {strange}."
            )

    @property
    def judges_patches(self) -> bool:
        """Whether the discriminator looks at the largest pictures alone."""
        return 0 < self.discriminator_scales < len(self.scales_px)

    @property
    def scales_px(self) -> tuple[int, ...]:
        """Side of the picture at each scale, pixels, smallest first."""
        return tuple(SMALLEST_PX << level for level in range(len(self.generator_channels)))

    @property
    def values_a_picture(self) -> int:
        """Size of all activations of the generator."""
        each = zip(self.scales_px, self.generator_channels, strict=True)
        return self.generator_convolutions * sum(px * px * width for px, width in each)


@dataclass(frozen=True)
class SimpleGanConfig:
    """The shape of both networks.

    Attributes:
        size_px: Side of the picture, a power of two from 32.
        width: Channels of every convolution (256 in the book).
        latent_dim: Length of a latent.
        dropout: Share of the discriminator's features left out while training.
    """

    size_px: SizePx = 64
    width: Annotated[int, Between(2, 1024)] = 32
    latent_dim: LatentDim = 32
    dropout: Annotated[float, Between(0, 0.99)] = 0.4

    def __post_init__(self) -> None:
        """Refuse sizes that doubling 16 px does not reach."""
        if self.size_px < 2 * BASE_PX or self.size_px & (self.size_px - 1):
            raise ModelError(f"size_px must be 32, 64, 128 or so on, but is {self.size_px}.")

    @property
    def scales_px(self) -> tuple[int, ...]:
        """The one scale there is."""
        return (self.size_px,)

    @property
    def values_a_picture(self) -> int:
        """Size of all activations of the generator: one a scale, and two at 32 px more."""
        scales = [BASE_PX << doubling for doubling in range(self.doublings + 1)]
        return self.width * sum(px * px for px in (*scales, 32, 32))

    @property
    def doublings(self) -> int:
        """How often 16 px is doubled."""
        return (self.size_px // BASE_PX).bit_length() - 1


@dataclass(frozen=True)
class CategoryNetConfig:
    """The shape of the network.

    Attributes:
        attributes: Names of the attributes it is told, in order.
        channels: Channels at each scale from 4 px up.
    """

    attributes: Names = CELEBA_ATTRIBUTES
    channels: Channels = (96, 96, 64, 32, 16)

    @property
    def latent_dim(self) -> int:
        """Length of what goes in: one number an attribute."""
        return len(self.attributes)

    @property
    def scales_px(self) -> tuple[int, ...]:
        """The one scale there is."""
        return (4 << (len(self.channels) - 1),)

    @property
    def values_a_picture(self) -> int:
        """Size of all activations."""
        return sum((4 << level) ** 2 * width for level, width in enumerate(self.channels))


ModelConfig = MsgGanConfig | SimpleGanConfig | CategoryNetConfig

SHAPES: Mapping[str, type[ModelConfig]] = {
    "msg_gan": MsgGanConfig,
    "simple_gan": SimpleGanConfig,
    "category_net": CategoryNetConfig,
}
"""The shapes by the names of the families, as they stand in files."""
WITH_LATENTS = tuple(name for name in SHAPES if name != "category_net")
"""Families whose faces come of random numbers: there are seeds and directions to explore."""


def pictures_agree(config: ModelConfig) -> bool:
    """Say whether the pictures of a sample are the largest one halved and halved again."""
    return isinstance(config, MsgGanConfig) and config.consistent


def family_of(config: ModelConfig) -> str:
    """Return the name of the family a shape belongs to."""
    return next(name for name, shape in SHAPES.items() if type(config) is shape)
