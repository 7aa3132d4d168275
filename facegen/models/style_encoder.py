"""StyleEncoder: pictures in, the styles that would make them out; a first guess, not an answer."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from facegen.models.attribute_net import body
from facegen.models.bounds import Channels, LatentDim, SizePx
from facegen.models.stored import StoredModel


@dataclass(frozen=True)
class StyleEncoderConfig:
    """The shape of the network.

    Attributes:
        style_dim: Length of a style of the generator it belongs to.
        widths: Channels at each scale, halving the side from 32 px on.
        size_px: Side of the pictures it sees, pixels.
    """

    style_dim: LatentDim
    widths: Channels = (32, 64, 128, 256)
    size_px: SizePx = 64

    @property
    def values_a_picture(self) -> int:
        """Size of all activations: those of the first scale, and a third more."""
        return 5 * max(self.widths) * self.size_px**2


class StyleEncoder(StoredModel):
    """Faces in, styles out: the attribute network's body, and one linear layer on its last map.

    Args:
        config: The shape of the network.
    """

    family = "style_encoder"
    config_class = StyleEncoderConfig
    half_precision = True
    config: StyleEncoderConfig

    def __init__(self, config: StyleEncoderConfig) -> None:
        super().__init__(config)
        widths = config.widths
        self.stem, self.blocks = body(widths)
        side = config.size_px // 2 ** len(widths)
        self.head = nn.Linear(widths[-1] * side * side, config.style_dim)

    def forward(self, images: Tensor) -> Tensor:
        """Guess styles.

        Args:
            images: float (faces, 3, px, px), -1 to 1; any side is brought to the network's.

        Returns:
            float (faces, style_dim).
        """
        size = self.config.size_px
        if images.shape[-1] != size:
            images = F.interpolate(images, size=(size, size), mode="area")
        images = images.contiguous(memory_format=torch.channels_last)
        return self.head(self.blocks(self.stem(images)).flatten(1))
