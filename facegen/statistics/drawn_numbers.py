"""Many random numbers, and the two that can stand for them.

A thousand values are counted as bars, with gaps where none happened to fall. A Gaussian of their
mean and deviation has no gaps: it says what is possible, and new values can be drawn from it for
ever. What it stands for is lost where the values were no Gaussian: it fits even ones badly.

This module knows nothing of faces.
"""

from dataclasses import dataclass

import numpy as np

from facegen.errors import QueryError
from facegen.statistics.pixels import gaussian_shares

SOURCES = ("gaussian", "uniform")
CENTRE, SPREAD = 127.0, 40.0


@dataclass(frozen=True, eq=False)
class DrawnNumbers:
    """Whole numbers from 0 to 255, and the Gaussian over them.

    Attributes:
        counts: int64 (256,), how often each value occurs.
        mean: Of the numbers.
        std: Their deviation, with the divisor n.
        gaussian: float64 (256,), probability of each value under the Gaussian of these two.
        gaps: How many values between the least and the greatest never occur.
    """

    counts: np.ndarray
    mean: float
    std: float
    gaussian: np.ndarray
    gaps: int


def draw_numbers(
    source: str, count: int, seed: int = 0, mean: float = CENTRE, std: float = SPREAD
) -> np.ndarray:
    """Draw whole numbers from 0 to 255.

    Args:
        source: `gaussian`, rounded, with what falls outside moved to the end; or `uniform`.
        count: How many, 1 or more.
        seed: 0 or more.
        mean: Of the Gaussian.
        std: Of the Gaussian, 0 or more.

    Returns:
        int64 (count,).

    Raises:
        QueryError: If there is no such source.
    """
    random = np.random.default_rng(seed)
    if source == "uniform":
        return random.integers(256, size=count)
    if source == "gaussian":
        return np.rint(random.normal(mean, std, count)).clip(0, 255).astype(np.int64)
    raise QueryError(f"The source must be one of {', '.join(SOURCES)}, but is '{source}'.")


def summary(numbers: np.ndarray) -> DrawnNumbers:
    """Count numbers, and lay the Gaussian of their mean and deviation over them.

    Args:
        numbers: int64 (n,), one at least, each from 0 to 255.
    """
    counts = np.bincount(numbers, minlength=256)
    mean, std = float(numbers.mean()), float(numbers.std())
    within = counts[numbers.min() : numbers.max() + 1]
    return DrawnNumbers(counts, mean, std, gaussian_shares(mean, std), int((within == 0).sum()))
