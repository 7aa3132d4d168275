"""The ways to draw faces by name, and the number for how noisy faces are."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from facegen.errors import QueryError
from facegen.statistics.samplers.eigenface_gaussian import EigenfaceSampler
from facegen.statistics.samplers.patches import PatchSampler
from facegen.statistics.samplers.pixel_gaussian import GaussianPixelSampler
from facegen.statistics.selection import Selection

SAMPLERS = ("pixels", "patches", "gaussian", "eigenfaces")
"""Names of the models, from the one that knows least of faces to the one that knows most:

- `pixels`: every pixel from an independently drawn face.
- `patches`: every patch of pixels from an independently drawn face.
- `gaussian`: every pixel from the Gaussian of its colours.
- `eigenfaces`: all pixels together from a Gaussian over eigenfaces.
"""


class Sampler(Protocol):
    """Draws faces like those of a selection."""

    def __call__(self, selection: Selection, seeds: Sequence[int] | np.ndarray) -> np.ndarray:
        """Draw one face for each seed, from that seed alone, uint8 (len(seeds), side, side, 3)."""
        ...


def sampler_named(model: str, patch_px: int = 8, components: int = 128) -> Sampler:
    """Return a sampler by the name of its model.

    Args:
        model: One of `SAMPLERS`.
        patch_px: Side of a patch, a divisor of the faces' side; for `patches` alone.
        components: Number of eigenfaces; for `eigenfaces` alone.

    Raises:
        QueryError: If there is no such model.
    """
    if model == "pixels":
        return PatchSampler(patch_px=1)
    if model == "patches":
        return PatchSampler(patch_px=patch_px)
    if model == "gaussian":
        return GaussianPixelSampler()
    if model == "eigenfaces":
        return EigenfaceSampler(components=components)
    raise QueryError(f"model must be one of {', '.join(SAMPLERS)}, but is '{model}'.")


def neighbour_difference(images: np.ndarray) -> float:
    """Return the mean absolute difference between neighbouring pixels: the number for noise.

    Every pair of pixels side by side or one above the other counts once in each channel. For
    independent uniform values it would be 85.3; for photographs of faces it is a few.

    Args:
        images: uint8 (n, height, width, 3), with one pair of neighbours at least.

    Returns:
        The mean, 0 to 255.
    """
    pairs = ((images[:, :, 1:], images[:, :, :-1]), (images[:, 1:], images[:, :-1]))
    total = sum(int((np.maximum(a, b) - np.minimum(a, b)).sum(dtype=np.int64)) for a, b in pairs)
    return total / sum(a.size for a, _ in pairs)
