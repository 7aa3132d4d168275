"""How styles are distributed: their mean and covariance, and coordinates in which both are plain.

A style's coordinates are its distances from the mean along the principal axes, each in standard
deviations of the styles the generator makes. There a step of length 1 is one standard deviation
whichever way it goes, and the length of a point says how unusual a style is.
"""

from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

from facegen.errors import FacegenError
from facegen.models.category_net import CategoryNet
from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of

FIRST_SEED = 1_000_000
"""Styles are learned from faces far from the seeds that people look at."""

SMALLEST = 1e-3
"""Axes along which styles vary by less than this share of the widest are left out as still."""


@dataclass(frozen=True)
class StyleSpace:
    """The distribution of a generator's styles.

    Attributes:
        mean: float32 (dim,).
        axes: float32 (dim, rank), principal axes as columns, that of most variance first.
        deviations: float32 (rank,), standard deviation along each.
    """

    mean: Tensor
    axes: Tensor
    deviations: Tensor

    @classmethod
    def of_styles(cls, styles: Tensor) -> Self:
        """Take mean and principal axes of styles, (count, dim), in double precision."""
        exact = styles.double()
        mean = exact.mean(0)
        covariance = (exact - mean).T @ (exact - mean) / len(exact)
        variances, axes = torch.linalg.eigh(covariance)
        order = variances.argsort(descending=True)
        deviations = variances[order].clamp(min=0).sqrt()
        kept = deviations > SMALLEST * deviations[0]
        axes = axes[:, order][:, kept]
        signs = axes.gather(0, axes.abs().argmax(0, keepdim=True)).sign()  # an axis has two
        return cls(mean.float(), (axes * signs).float(), deviations[kept].float())

    @classmethod
    @torch.no_grad()
    def of_generator(cls, generator: FaceGenerator, count: int = 10_000) -> Self:
        """Take them of the styles of `count` seeds; no picture is made."""
        return cls.of_styles(generator.style(seeded(generator, count)))

    @property
    def rank(self) -> int:
        """Number of axes along which styles vary."""
        return len(self.deviations)

    def coordinates(self, styles: Tensor) -> Tensor:
        """Bring styles, (..., dim), to standard deviations along each axis, (..., rank)."""
        return (styles - self.mean) @ self.axes / self.deviations

    def step(self, coordinates: Tensor) -> Tensor:
        """Bring a change of coordinates, (..., rank), to the change of style, (..., dim)."""
        return (coordinates * self.deviations) @ self.axes.T

    def styles(self, coordinates: Tensor) -> Tensor:
        """Bring coordinates, (..., rank), to styles, (..., dim)."""
        return self.mean + self.step(coordinates)


def seeded(generator: FaceGenerator, count: int, first: int = FIRST_SEED) -> Tensor:
    """Return the latents of `count` consecutive seeds."""
    return latents_of(range(first, first + count), generator.latent_dim)


def require_latent_space(generator: FaceGenerator) -> None:
    """Refuse a network that makes faces of attributes instead of latents.

    Raises:
        FacegenError: Saying so.
    """
    if isinstance(generator, CategoryNet):
        raise FacegenError(
            "A category net is told the attributes themselves and has no latent space; "
            "give the checkpoint of a GAN."
        )
