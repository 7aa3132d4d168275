"""A Gaussian for each pixel: it knows every pixel's colours, but not how pixels go together.

It is fitted to a selection, and so conditioned on its query. It gives colours that no face has.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facegen.gaussian import cholesky
from facegen.statistics.cores import on_all_cores
from facegen.statistics.rows import flat_faces
from facegen.statistics.samplers.pixel_kernels import (
    colour_sums,
    draw_colours,
    normal_quantiles,
    pieces_of,
    seeds_array,
)
from facegen.statistics.selection import Selection


@dataclass(frozen=True, eq=False)
class PixelGaussian:
    """A Gaussian over each pixel's colour, independent of all other pixels.

    Attributes:
        support: Over how many faces it was fitted.
        mean: float64 (side, side, 3), 0 to 255.
        covariance: float64 (side, side, 3, 3), with the divisor n.
    """

    support: int
    mean: np.ndarray
    covariance: np.ndarray

    def sample(self, seeds: Sequence[int] | np.ndarray) -> np.ndarray:
        """Draw one face for each seed; values are rounded and clipped to 0 to 255.

        Args:
            seeds: Whole numbers from 0 to 2^64 - 1; sample i depends on `seeds[i]` alone.

        Returns:
            uint8 (len(seeds), side, side, 3).
        """
        drawn = seeds_array(seeds)
        size = len(self.mean)
        mean = self.mean.reshape(-1, 3).astype(np.float32)
        factor = cholesky(self.covariance.reshape(-1, 3, 3)).astype(np.float32)
        samples = np.empty((len(drawn), size * size, 3), np.uint8)

        def fill(piece: np.ndarray) -> None:
            part = slice(piece[0], piece[-1] + 1)
            draw_colours(mean, factor, normal_quantiles(), drawn[part], samples[part])

        on_all_cores(fill, pieces_of(np.arange(len(drawn)), 16))
        return samples.reshape(len(drawn), size, size, 3)


@dataclass(frozen=True)
class GaussianPixelSampler:
    """Draw every pixel's colour from the Gaussian fitted to it.

    The three channels of a pixel are drawn together, by their 3 x 3 covariance: drawn apart they
    would give colours that faces do not have, and the point here is that pixels are independent,
    not channels.
    """

    def fit(self, selection: Selection) -> PixelGaussian:
        """Take mean and covariance of every pixel's colour over the selected faces, exactly.

        Raises:
            EmptySelectionError: If no face is selected.
        """
        selection.require_faces()
        store, n = selection.population.store, selection.support
        faces = flat_faces(store)

        def add(piece: np.ndarray) -> np.ndarray:
            return colour_sums(faces, piece).astype(np.int64)

        every = np.sum(on_all_cores(add, pieces_of(selection.rows)), axis=0)
        plain, same, next_one, next_two = every
        sums = plain.reshape(-1, 3)
        products = np.empty((len(sums), 3, 3), np.int64)
        products[:, [0, 1, 2], [0, 1, 2]] = same.reshape(-1, 3)
        products[:, 0, 1] = products[:, 1, 0] = next_one[0::3]
        products[:, 1, 2] = products[:, 2, 1] = next_one[1::3]
        products[:, 0, 2] = products[:, 2, 0] = next_two[0::3]
        spread = n * products - sums[:, :, None] * sums[:, None, :]
        size = store.size_px
        return PixelGaussian(
            support=n,
            mean=(sums / n).reshape(size, size, 3),
            covariance=(spread / n**2).reshape(size, size, 3, 3),
        )

    def __call__(self, selection: Selection, seeds: Sequence[int] | np.ndarray) -> np.ndarray:
        """Fit, then draw one face for each seed; see `PixelGaussian.sample`."""
        return self.fit(selection).sample(seeds)
