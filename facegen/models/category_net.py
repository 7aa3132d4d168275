"""The category net: attributes in, picture out, learned by comparing pixels.

It shows why that is not enough. Of all pictures the one nearest to all faces with some attributes
is their mean, so the best such a network can do is a blurred average of those who share them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn

import numpy as np
import torch
from torch import Tensor, nn

from facegen.checks import real
from facegen.errors import ModelError
from facegen.models.generator import FaceGenerator, to_pictures
from facegen.models.layers import EqualizedConv2d, EqualizedLinear, activate, upsample
from facegen.models.shapes import CategoryNetConfig


class CategoryNet(FaceGenerator):
    """Attributes in (1 present, 0 absent, or anything between), a picture out.

    Args:
        config: The shape of the network.
    """

    family = "category_net"
    config_class = CategoryNetConfig

    def __init__(self, config: CategoryNetConfig) -> None:
        super().__init__(config)
        channels = config.channels
        self.dense = nn.ModuleList(
            [
                EqualizedLinear(config.latent_dim, channels[0]),
                EqualizedLinear(channels[0], channels[0] * 16),
            ]
        )
        self.convs = nn.ModuleList(
            EqualizedConv2d(a, b) for a, b in zip(channels, channels[1:], strict=False)
        )
        self.to_rgb = EqualizedConv2d(channels[-1], 3, kernel_px=1, gain=1.0)

    def sample(self, seeds: Iterable[int], truncation: float = 1.0) -> NoReturn:
        """Refuse: random numbers are no attributes.

        Raises:
            ModelError: Saying what to do.
        """
        raise ModelError(
            "A category net is told attributes and has no seeds; let it paint them: "
            f'paint([{{"{self.config.attributes[0]}": 1}}]).'
        )

    def style(self, latents: Tensor) -> Tensor:
        """Return the attributes: this network has no mapping."""
        return latents

    def synthesize(self, styles: Tensor) -> list[Tensor]:
        """Make pictures of attributes (batch, attributes); of several rows, the first is used."""
        x = styles[:, 0] if styles.dim() == 3 else styles
        x = x * 2 - 1
        for layer in self.dense:
            x = activate(layer(x))
        x = x.unflatten(1, (-1, 4, 4)).contiguous(memory_format=torch.channels_last)
        for layer in self.convs:
            x = activate(upsample(layer(x), "bilinear"))
        return [self.to_rgb(x)]

    @torch.inference_mode()
    def paint(self, rows: Sequence[Mapping[str, float]]) -> np.ndarray:
        """Paint the picture of some attributes.

        Args:
            rows: Of each picture its attributes by name, 0 to 1; those left out are 0.

        Returns:
            uint8 (pictures, px, px, 3).

        Raises:
            ModelError: If the network was not told of an attribute.
            QueryError: If a value is no number from 0 to 1.
        """
        names = self.config.attributes
        for name in (name for row in rows for name in row if name not in names):
            raise ModelError(f"This category net was told of {', '.join(names)}; not of {name}.")
        told = [[float(real(name, row.get(name, 0), 0, 1)) for name in names] for row in rows]
        attributes = torch.tensor(told).reshape(-1, len(names))  # of no rows too
        return to_pictures(self.synthesize(attributes)[-1])
