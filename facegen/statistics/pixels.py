"""What is true of one pixel: how its colours are distributed over the faces of a selection.

This module knows nothing of how pixels depend on each other; see `dependence`.
"""

import math
from dataclasses import dataclass

import numpy as np

from facegen.errors import QueryError
from facegen.statistics.selection import Selection

CELLS = 16
"""Cells a channel in the coarse table of colours."""


@dataclass(frozen=True, eq=False)
class PixelColours:
    """The distribution of one pixel. Channels are red, green, blue.

    Attributes:
        x: Column of the pixel, 0 at the left.
        y: Row of the pixel, 0 at the top.
        support: Over how many faces.
        histograms: int64 (3, 256): how many faces have each value.
        mean: float64 (3,), 0 to 255.
        median: float64 (3,), the middle pair averaged.
        std: float64 (3,), with the divisor n.
        mode: int64 (3,), the most frequent value, the lowest of several.
        gaussian: float64 (3, 256): probability of each value under the Gaussian of this mean and
            deviation, comparable with `histograms / support`. What a row lacks to 1 is what the
            Gaussian puts outside 0 to 255, where no colour is.
        absent: bool (3, 256): values that no face has here.
        distinct_colours: How many of the 256^3 colours occur.
        cells: int64 (16, 16, 16): how many faces have a colour in each 16 x 16 x 16 cell, by red,
            green, blue.
    """

    x: int
    y: int
    support: int
    histograms: np.ndarray
    mean: np.ndarray
    median: np.ndarray
    std: np.ndarray
    mode: np.ndarray
    gaussian: np.ndarray
    absent: np.ndarray
    distinct_colours: int
    cells: np.ndarray


@dataclass(frozen=True)
class PixelDistribution:
    """The distribution of one pixel's colour.

    Attributes:
        x: Column, 0 at the left.
        y: Row, 0 at the top.
    """

    x: int
    y: int

    def __call__(self, selection: Selection) -> PixelColours:
        """Look at the pixel in every selected face.

        Raises:
            QueryError: If the faces have no such pixel.
            EmptySelectionError: If no face is selected.
        """
        selection.require_faces()
        colours = colours_at(selection, self.x, self.y)
        histograms = np.stack([np.bincount(colours[:, c], minlength=256) for c in range(3)])
        mean = histograms @ np.arange(256) / selection.support
        std = np.sqrt((histograms * (np.arange(256) - mean[:, None]) ** 2).sum(1) / len(colours))
        red, green, blue = colours.T.astype(np.uint32)
        codes = np.sort((red << 16) | (green << 8) | blue)
        coarse = ((red // CELLS) * CELLS + green // CELLS) * CELLS + blue // CELLS
        return PixelColours(
            x=self.x,
            y=self.y,
            support=selection.support,
            histograms=histograms,
            mean=mean,
            median=np.stack([_median(histogram) for histogram in histograms]),
            std=std,
            mode=histograms.argmax(1),
            gaussian=np.stack([gaussian_shares(m, s) for m, s in zip(mean, std, strict=True)]),
            absent=histograms == 0,
            distinct_colours=1 + int(np.count_nonzero(np.diff(codes))),
            cells=np.bincount(coarse, minlength=CELLS**3).reshape(CELLS, CELLS, CELLS),
        )


def check_pixel(selection: Selection, x: int, y: int) -> None:
    """Refuse a pixel that the faces do not have.

    Raises:
        QueryError: Naming the coordinate, what is allowed and what was given.
    """
    size = selection.population.store.size_px
    for name, value in (("x", x), ("y", y)):
        if not 0 <= value < size:
            raise QueryError(f"{name} must be from 0 to {size - 1}, but is {value}.")


def colours_at(selection: Selection, x: int, y: int) -> np.ndarray:
    """Return the colour of one pixel in every selected face, uint8 (support, 3).

    Raises:
        QueryError: If the faces have no such pixel.
    """
    check_pixel(selection, x, y)
    return selection.population.store.faces[selection.rows, y, x]


def _median(histogram: np.ndarray) -> float:
    """Return the median of counted values, the middle pair averaged."""
    upto = np.cumsum(histogram)
    middle = [(upto[-1] - 1) // 2 + 1, upto[-1] // 2 + 1]  # as the first, second... value
    return float(np.searchsorted(upto, middle).mean())


def gaussian_shares(mean: float, std: float) -> np.ndarray:
    """Integrate the Gaussian over each value's unit interval, float64 (256,).

    A deviation of 0 gives all to the nearest value, as the limit does.
    """
    edges = (np.arange(257) - 0.5 - mean) / max(std * math.sqrt(2), 1e-9)
    return np.diff([math.erf(edge) for edge in edges]) / 2
