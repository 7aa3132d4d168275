"""Small pictures: every probability of a few black or white pixels, counted.

A picture of k pixels that are black (0) or white (1) is one of 2^k. Once it is known how often each
of these occurs, the joint distribution p(x1, ..., xk), every other probability is a sum of some of
its rows: of one pixel, p(x1 = white), or of two together, p(x1 = white, x2 = black).

Two pixels that need not come from pictures, and what they tell of each other, are in `dependence`.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np

from facegen.errors import QueryError

MOST_PIXELS = 8


def joint(pictures: Sequence[Sequence[int]]) -> np.ndarray:
    """Count how often each picture occurs.

    Args:
        pictures: One or more, all of the same 1 to 8 pixels, each 0 (black) or 1 (white).

    Returns:
        float64 (2, ..., 2), one axis a pixel; it sums to 1.

    Raises:
        QueryError: If it is no such list.
    """
    sizes = {len(picture) for picture in pictures}
    if len(sizes) != 1 or not 1 <= (pixels := sizes.pop()) <= MOST_PIXELS:
        raise QueryError(f"Pictures must all have the same number of pixels, 1 to {MOST_PIXELS}.")
    if any(pixel not in (0, 1) for picture in pictures for pixel in picture):
        raise QueryError("A pixel must be 0 (black) or 1 (white).")
    counts = np.zeros((2,) * pixels)
    for picture in pictures:
        counts[tuple(picture)] += 1
    return counts / len(pictures)


def marginal(whole: np.ndarray, pixels: Sequence[int]) -> np.ndarray:
    """Return the joint distribution of some of the pixels: the others are summed over.

    Args:
        whole: As `joint` returns it.
        pixels: Which, from 0, each once; their order is that of the axes of the result.

    Returns:
        float64 (2, ..., 2), one axis for each of `pixels`.

    Raises:
        QueryError: If there is no such pixel, or one is named twice.
    """
    if len(set(pixels)) != len(pixels) or not set(pixels) <= set(range(whole.ndim)):
        raise QueryError(f"Pixels must be from 0 to {whole.ndim - 1}, each once, not {pixels}.")
    others = tuple(axis for axis in range(whole.ndim) if axis not in pixels)
    kept = sorted(pixels)
    return whole.sum(others).transpose([kept.index(pixel) for pixel in pixels])


def as_rows(table: np.ndarray) -> list[tuple[tuple[int, ...], float]]:
    """Write a distribution as rows: the pixels' values, and how probable they are together."""
    return [(bits, float(table[bits])) for bits in product((0, 1), repeat=table.ndim)]
