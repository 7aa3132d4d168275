"""How far the mean of a few faces is from the mean of all of them.

With the variance of a channel over all N faces var, and n of them drawn without replacement:

    E (mean of n - mean of all)^2 = var / n * (N - n) / (N - 1)

so the noise of a mean falls as 1 / sqrt n, and is gone once everybody is in it.

Source: Cochran, Sampling Techniques, 3rd edition 1977, theorem 2.2.
"""

from collections.abc import Sequence

import numpy as np

from facegen.statistics.faces import Deviation, Mean
from facegen.statistics.selection import Selection


def expected_noise(everybody: Selection, sizes: Sequence[int]) -> list[float]:
    """Return how far means of random faces are from the mean of all, to be expected.

    Args:
        everybody: The faces that are drawn from.
        sizes: Faces a mean, each from 1 to the support of `everybody`.

    Returns:
        Root of the mean square over all channels, 0 to 255, one for each size.

    Raises:
        EmptySelectionError: If there is no face.
    """
    variance = float(np.square(Deviation()(everybody), dtype=np.float64).mean())
    n, count = np.asarray(sizes, np.float64), everybody.support
    return np.sqrt(variance / n * (count - n) / max(1, count - 1)).tolist()


def noise(some: Selection, everybody: Selection) -> float:
    """Measure how far the mean of some faces is from the mean of all.

    Returns:
        Root of the mean square over all channels, 0 to 255.

    Raises:
        EmptySelectionError: If either has no face.
    """
    gap = Mean()(some).astype(np.float64) - Mean()(everybody)
    return float(np.sqrt(np.square(gap).mean()))
