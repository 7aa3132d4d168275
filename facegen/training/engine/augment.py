"""Light augmentation of real and made pictures alike, the same at every scale of a sample.

Its strength is the share of samples to which each change is applied, and follows how sure the
discriminator is of the faces it trains on: the surer, the more it is overfitting.

Source: Karras et al. 2020, Training Generative Adversarial Networks with Limited Data (adaptive
strength), Zhao et al. 2020, Differentiable Augmentation (on real and made pictures alike).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

SHIFT, ZOOM, BRIGHTNESS, CONTRAST, SATURATION = 1 / 16, 0.1, 0.2, 0.2, 0.3
"""Largest change: shift as a share of the side, the others as a share of what is there."""

DRAWS = 9
"""Uniform numbers one sample needs."""


@dataclass(frozen=True)
class Augmentation:
    """What is done to each sample; all (batch,), zero for nothing.

    Attributes:
        right: Shift to the right, share of the width.
        down: Shift down, share of the height.
        zoom: Enlargement.
        brightness: Added, where black to white is 2.
        contrast: Change of the distance from mid grey.
        saturation: Change of the distance from the pixel's own grey.
    """

    right: Tensor
    down: Tensor
    zoom: Tensor
    brightness: Tensor
    contrast: Tensor
    saturation: Tensor

    @classmethod
    def draw(cls, uniform: Tensor, strength: Tensor) -> "Augmentation":
        """Choose at random what is done.

        Args:
            uniform: (batch, DRAWS), independent in [0, 1).
            strength: Chance of each kind of change, scalar, 0 to 1.
        """
        move, zoom, colour, *amounts = uniform.unbind(1)
        right, down, size, brightness, contrast, saturation = (2 * a - 1 for a in amounts)
        moved, zoomed, coloured = (gate < strength for gate in (move, zoom, colour))
        return cls(
            right=right * moved * SHIFT,
            down=down * moved * SHIFT,
            zoom=size * zoomed * ZOOM,
            brightness=brightness * coloured * BRIGHTNESS,
            contrast=contrast * coloured * CONTRAST,
            saturation=saturation * coloured * SATURATION,
        )

    def apply(self, images: Sequence[Tensor]) -> list[Tensor]:
        """Change every scale of every sample alike, each (batch, 3, px, px)."""
        return [self._colour(self._move(image)) for image in images]

    def _move(self, image: Tensor) -> Tensor:
        # A shift and a zoom act on rows and columns apart. As two matrix products they can be
        # differentiated any number of times, which the penalties need and grid_sample cannot.
        size = image.shape[-1]
        rows = _resampling(size, self.down, self.zoom).to(image.dtype)
        columns = _resampling(size, self.right, self.zoom).to(image.dtype)
        return rows[:, None] @ image @ columns[:, None].mT

    def _colour(self, image: Tensor) -> Tensor:
        # All three changes together are one 3 x 3 matrix and one number added, for each sample.
        keep = ((1 + self.contrast) * (1 + self.saturation))[:, None, None]
        grey = (-self.saturation * (1 + self.contrast) / 3)[:, None, None]
        matrix = keep * torch.eye(3, device=image.device) + grey
        offset = self.brightness[:, None, None]
        mixed = torch.baddbmm(offset.to(image.dtype), matrix.to(image.dtype), image.flatten(2))
        return mixed.unflatten(2, image.shape[2:])


def _resampling(size: int, shift: Tensor, zoom: Tensor) -> Tensor:
    """Return matrices that shift and zoom one axis by linear interpolation.

    Pixels beyond the edge are the edge's. No change is the unit matrix, exactly.

    Args:
        size: Pixels along the axis.
        shift: Share of the axis, (batch,).
        zoom: Enlargement about the middle, (batch,).

    Returns:
        (batch, size, size), rows summing to 1.
    """
    pixels = torch.arange(size, device=shift.device, dtype=shift.dtype)
    middle = (size - 1) / 2
    wanted = (pixels - middle - shift[:, None] * size) / (1 + zoom[:, None]) + middle
    source = wanted.clamp(0, size - 1)
    return (1 - (source[:, :, None] - pixels).abs()).clamp(min=0)


@dataclass
class Strength:
    """Augmentation strength that follows the discriminator's sureness.

    Attributes:
        value: Current strength, scalar tensor, 0 to 1.
        sureness: Running mean of sign(D(real)), scalar tensor, -1 to 1.
        images_per_unit: Training images in which the strength can go from 0 to 1.
    """

    value: Tensor
    sureness: Tensor
    images_per_unit: float

    def follow(self, sureness: Tensor, images: int, target: float, cap: float) -> None:
        """Take in how sure the discriminator is.

        Args:
            sureness: Mean sign(D(real)) over a batch, scalar.
            images: Real faces in that batch.
            target: Sureness above which the strength grows.
            cap: Largest strength.
        """
        self.sureness.lerp_(sureness, min(1.0, images / 1000))
        step = torch.sign(self.sureness - target) * (images / self.images_per_unit)
        self.value.add_(step).clamp_(0, cap)
