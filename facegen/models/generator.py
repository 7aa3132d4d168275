"""What every generator here has in common: latents, styles, pictures at one or more scales."""

import copy
from abc import abstractmethod
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from torch import Tensor

from facegen.checks import real, whole
from facegen.models.latents import LARGEST_SEED, MOST_TRUNCATION, latents_of
from facegen.models.layers import Equalized
from facegen.models.stored import StoredModel


class FaceGenerator(StoredModel):
    """Latents in, pictures at one or more scales out.

    Attributes:
        mean_style: float32 (latent_dim,), the mean over latents, towards which truncation goes.
    """

    mean_style: Tensor
    half_precision = True

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.register_buffer("mean_style", torch.zeros(config.latent_dim))

    @property
    def scales_px(self) -> tuple[int, ...]:
        """Side of the picture at each scale, pixels, smallest first."""
        return self.config.scales_px

    @property
    def latent_dim(self) -> int:
        """Length of a latent, and of a style."""
        return self.config.latent_dim

    @abstractmethod
    def style(self, latents: Tensor) -> Tensor:
        """Map latents to styles, (batch, latent_dim) to (batch, latent_dim)."""

    @abstractmethod
    def synthesize(self, styles: Tensor) -> list[Tensor]:
        """Make pictures.

        Args:
            styles: (batch, latent_dim), or (batch, scales, latent_dim) for a style of its own at
                each scale, where the network can do that.

        Returns:
            For each scale, smallest first, (batch, 3, px, px); 0 is mid grey, -1 and 1 are black
            and white, and values may lie a little outside.
        """

    def drawn(self, styles: Tensor) -> list[Tensor]:
        """Make pictures as `synthesize`, each by the layers of its own and smaller scales alone.

        Where smaller pictures are the largest one halved, every layer has a part in each of those.
        """
        return self.synthesize(styles)

    def forward(self, latents: Tensor) -> list[Tensor]:
        """Make pictures of latents; see `style` and `synthesize`."""
        return self.synthesize(self.style(latents))

    @torch.inference_mode()
    def sample(self, seeds: Iterable[int], truncation: float = 1.0) -> np.ndarray:
        """Make one face a seed, at the largest scale.

        Each is made by itself: batches of different sizes round differently, and the face of a
        seed depends on the seed alone.

        Args:
            seeds: Whole numbers from 0 to 2^63 - 1.
            truncation: Share of the way from the mean style to the seed's own, -2 to 2; the nearer
                to 0, the more typical and the less varied the faces.

        Returns:
            uint8 (seeds, px, px, 3), in the order of the seeds.

        Raises:
            QueryError: If a seed or the truncation is none; no face is made then.

        Source: Karras et al. 2019, A Style-Based Generator Architecture, appendix B (truncation).
        """
        px = self.scales_px[-1]
        real("truncation", truncation, -MOST_TRUNCATION, MOST_TRUNCATION)
        checked = [whole("A seed", seed, 0, LARGEST_SEED) for seed in seeds]
        faces = [self._face(seed, truncation) for seed in checked]
        return np.stack(faces) if faces else np.empty((0, px, px, 3), np.uint8)

    def _face(self, seed: int, truncation: float) -> np.ndarray:
        """Make the face of a seed, uint8 (px, px, 3)."""
        style = self.style(latents_of([seed], self.latent_dim))
        style = torch.lerp(self.mean_style, style, truncation)
        return to_pictures(self.synthesize(style)[-1])[0]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Load a generator of this family, frozen; see `StoredModel.load`."""
        return super().load(folder).freeze()

    def freeze(self) -> Self:
        """Make ready for use: no gradients for weights, and what depends on them alone done once.

        A frozen generator makes faces in about half the time and is not to be trained.
        """
        self.requires_grad_(False).eval()
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        for module in self.modules():
            if isinstance(module, Equalized):
                module.freeze()
        return self

    def thawed(self) -> Self:
        """Return a copy whose weights can be learned, each with gradients of its own."""
        copied = copy.deepcopy(self)
        for module in copied.modules():
            if isinstance(module, Equalized):
                module.thaw()
        return copied.requires_grad_(True)


def to_pictures(images: Tensor) -> np.ndarray:
    """Turn what a generator emits, (batch, 3, px, px), into uint8 (batch, px, px, 3)."""
    scaled = (images.float() * 127.5 + 127.5).round().clamp(0, 255)
    return scaled.permute(0, 2, 3, 1).to(torch.uint8).cpu().numpy()
