"""How pixels depend on each other: the example of two pixels, and one pixel against all others."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facegen.errors import QueryError
from facegen.statistics.cores import on_all_cores
from facegen.statistics.pixels import colours_at
from facegen.statistics.rows import flat_faces
from facegen.statistics.samplers.pixel_kernels import luminance_sums, pieces_of
from facegen.statistics.selection import Selection

LUMINANCE = np.array([77, 150, 29], np.uint16)
"""Weights of red, green, blue in 256ths: the luma of ITU-R BT.601, rounded."""


@dataclass(frozen=True, eq=False)
class JointTable:
    """The joint distribution of two black-and-white pixels and what follows from it.

    Attributes:
        joint: float64 (2, 2), p(first, second); index 0 is black, 1 white. It sums to 1.
        first: float64 (2,), the marginal p(first).
        second: float64 (2,), the marginal p(second).
        independent: float64 (2, 2), p(first) p(second): what the joint distribution would be if
            the pixels had the same marginals, but did not depend on each other.
        mutual_information_bits: How much one pixel tells of the other, 0 to 1 bit.
        correlation: Pearson's, -1 to 1; NaN where a pixel has one colour only.
    """

    joint: np.ndarray
    first: np.ndarray
    second: np.ndarray
    independent: np.ndarray
    mutual_information_bits: float
    correlation: float


def joint_table(values: Sequence[Sequence[float]] | np.ndarray) -> JointTable:
    """Work out the example of two black-and-white pixels.

    Args:
        values: 2 x 2, row by the first pixel and column by the second (black, white):
            probabilities or counts; they are divided by their sum.

    Raises:
        QueryError: If there are not 2 x 2 numbers, one is negative or not finite, or all are 0.

    Source: Cover and Thomas, Elements of Information Theory, 2nd edition, equation 2.28.
    """
    try:
        given = np.array(values, np.float64)
    except (TypeError, ValueError) as error:
        raise QueryError(f"The table must hold numbers, but holds {values!r}.") from error
    if given.shape != (2, 2):
        raise QueryError(f"The table must hold 2 x 2 numbers, but has shape {given.shape}.")
    for i, j in np.ndindex(2, 2):
        if not 0 <= given[i, j] < math.inf:
            raise QueryError(
                f"Row {i + 1}, column {j + 1} of the table must be 0 or more, but is {given[i, j]}."
            )
    if not given.any():
        raise QueryError("One number of the table at least must be above 0, but all are 0.")
    joint = given / given.max()  # first, so that no sum of large numbers overflows
    joint /= joint.sum()
    first, second = joint.sum(1), joint.sum(0)
    independent = np.outer(first, second)
    surprise = _log2(joint) - _log2(first)[:, None] - _log2(second)
    information = float((joint * surprise).sum())
    spread = math.sqrt(first.prod() * second.prod())
    covariance = joint[0, 0] * joint[1, 1] - joint[0, 1] * joint[1, 0]
    return JointTable(
        joint=joint,
        first=first,
        second=second,
        independent=independent,
        mutual_information_bits=max(0.0, information),
        correlation=float(np.clip(covariance / spread, -1, 1)) if spread > 0 else math.nan,
    )


@dataclass(frozen=True, eq=False)
class CorrelationMap:
    """How the light of every pixel goes with that of one.

    Attributes:
        x: Column of the one pixel.
        y: Row of the one pixel.
        support: Over how many faces; all of the selection.
        correlation: float32 (side, side), Pearson's correlation of luminance, -1 to 1; NaN where a
            pixel is equally bright in every face.
    """

    x: int
    y: int
    support: int
    correlation: np.ndarray


@dataclass(frozen=True)
class PixelCorrelation:
    """The correlation of every pixel's luminance with that of one pixel, exact.

    Attributes:
        x: Column, 0 at the left.
        y: Row, 0 at the top.
    """

    x: int
    y: int

    def __call__(self, selection: Selection) -> CorrelationMap:
        """Correlate over every selected face; time grows with their number.

        To trade exactness for time, select a random sample of the faces.

        Raises:
            QueryError: If the faces have no such pixel.
            EmptySelectionError: If fewer than 2 faces are selected.
        """
        selection.require_faces(2)
        store = selection.population.store
        targets = luminance(colours_at(selection, self.x, self.y))
        faces = flat_faces(store)

        def add(piece: np.ndarray) -> np.ndarray:
            return luminance_sums(faces, selection.rows[piece], targets[piece]).astype(np.int64)

        sums = np.sum(on_all_cores(add, pieces_of(np.arange(selection.support))), axis=0)
        correlation = _pearson(sums, selection.support, self.y * store.size_px + self.x)
        return CorrelationMap(
            x=self.x,
            y=self.y,
            support=selection.support,
            correlation=correlation.reshape(store.size_px, store.size_px),
        )


def _log2(values: np.ndarray) -> np.ndarray:
    """Return logarithms to base 2, 0 for 0: p log p goes to 0 with p."""
    return np.log2(values, out=np.zeros_like(values), where=values > 0)


def luminance(colours: np.ndarray) -> np.ndarray:
    """Return the luminance of colours, rounded.

    Args:
        colours: uint8 (..., 3).

    Returns:
        uint8 (...).

    Source: ITU-R BT.601, on the values as stored.
    """
    return ((colours @ LUMINANCE + 128) >> 8).astype(np.uint8)


def _pearson(sums: np.ndarray, n: int, target: int) -> np.ndarray:
    """Work out correlations from exact sums over n faces (see `luminance_sums`), float32."""
    plain, same, product = sums
    covariance = n * product - plain * plain[target]
    variance = n * same - plain * plain
    spread = np.sqrt(variance.astype(np.float64)) * math.sqrt(variance[target])
    correlation = np.full(len(plain), np.nan, np.float32)
    np.divide(covariance, spread, out=correlation, where=spread > 0, casting="same_kind")
    return correlation.clip(-1, 1)
