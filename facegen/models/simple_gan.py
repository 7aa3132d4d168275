"""The simple GAN: one scale, transposed convolutions, a discriminator with dropout.

The baseline everything else here is measured against, and the one to learn the idea from: a dense
layer to 16 x 16, convolutions up to the picture, and a plain binary classifier as the opponent.

Source: Chollet 2017, Deep Learning with Python, section 8.5, whose network for 32 px this is; each
further transposed convolution doubles that.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from facegen.models.generator import FaceGenerator
from facegen.models.shapes import BASE_PX, SimpleGanConfig


class SimpleGenerator(FaceGenerator):
    """Latents in, pictures of one size out.

    Args:
        config: The shape of the network.
    """

    family = "simple_gan"
    config_class = SimpleGanConfig

    def __init__(self, config: SimpleGanConfig) -> None:
        super().__init__(config)
        width = config.width
        self.dense = nn.Linear(config.latent_dim, width // 2 * BASE_PX**2)
        self.first = nn.Conv2d(width // 2, width, 5, padding=2)
        self.ups = nn.ModuleList(
            nn.ConvTranspose2d(width, width, 4, stride=2, padding=1)
            for _ in range(config.doublings)
        )
        self.refine = nn.ModuleList(nn.Conv2d(width, width, 5, padding=2) for _ in range(2))
        self.to_rgb = nn.Conv2d(width, 3, 7, padding=3)

    def style(self, latents: Tensor) -> Tensor:
        """Return the latents: this network has no mapping."""
        return latents

    def synthesize(self, styles: Tensor) -> list[Tensor]:
        """Make pictures; of styles a scale, the first is used."""
        if styles.dim() == 3:
            styles = styles[:, 0]
        x = F.leaky_relu(self.dense(styles)).unflatten(1, (-1, BASE_PX, BASE_PX))
        for layer in (self.first, self.ups[0], *self.refine, *self.ups[1:]):
            x = F.leaky_relu(layer(x))
        return [torch.tanh(self.to_rgb(x))]


class SimpleDiscriminator(nn.Module):
    """Pictures in, one logit out: high for real, low for made.

    Args:
        config: The shape of the network.
    """

    def __init__(self, config: SimpleGanConfig) -> None:
        super().__init__()
        self.config = config
        width = config.width
        self.first = nn.Conv2d(3, width, 3, padding=1)
        self.downs = nn.ModuleList(
            nn.Conv2d(width, width, 4, stride=2, padding=1) for _ in range(config.doublings + 2)
        )
        self.dropout = nn.Dropout(config.dropout)
        self.logit = nn.Linear(width * (BASE_PX // 4) ** 2, 1)

    def forward(self, images: Sequence[Tensor], parts: int = 1) -> Tensor:
        """Judge pictures, a list of one (batch, 3, px, px), and return logits (batch,).

        Each is judged by itself, whatever the parts of the batch. The probability of "real" is the
        logit's sigmoid, which the loss applies.
        """
        x = F.leaky_relu(self.first(images[-1]))
        for layer in self.downs:
            x = F.leaky_relu(layer(x))
        return self.logit(self.dropout(x.flatten(1))).squeeze(1).float()
