"""The kernel distance between two sets of feature vectors.

In the features of our own attribute network it is KD-attributes, beside FD-attributes, which is
`gaussian.feature_distance`; both are named with the network's version. They are not KID
and FID: those live in the features of another network, so the figures don't compare.
"""

import numpy as np

from facegen.errors import FacegenError


def kernel_distance(
    a: np.ndarray, b: np.ndarray, subsets: int = 100, size: int = 1000, seed: int = 0
) -> tuple[float, float]:
    """Return the squared maximum mean discrepancy with the kernel (x.y / dimensions + 1)^3.

    The estimate is unbiased, so between equal distributions it lies about 0, on either side.

    Args:
        a: (N, dimensions).
        b: (M, dimensions).
        subsets: Random subsets the estimate is averaged over.
        size: Vectors of each set in a subset.
        seed: Of the subsets.

    Returns:
        The mean over subsets and their standard deviation.

    Raises:
        FacegenError: If a set is smaller than a subset.

    Source: Binkowski, Sutherland, Arbel, Gretton, Demystifying MMD GANs, ICLR 2018, section 4.
    """
    if min(len(a), len(b)) < size:
        raise FacegenError(
            f"Subsets of {size} vectors can't be drawn from sets of {len(a)} and {len(b)}; "
            "give a smaller size."
        )
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(subsets):
        x = a[rng.choice(len(a), size, replace=False)]
        y = b[rng.choice(len(b), size, replace=False)]
        found.append(_squared_discrepancy(np.asarray(x, np.float64), np.asarray(y, np.float64)))
    return float(np.mean(found)), float(np.std(found))


def _squared_discrepancy(x: np.ndarray, y: np.ndarray) -> float:
    """mean_(i != j) k(x_i, x_j) + mean_(i != j) k(y_i, y_j) - 2 mean k(x_i, y_j)."""
    size, dimensions = x.shape

    def kernel(p: np.ndarray, q: np.ndarray) -> np.ndarray:
        near = p @ q.T / dimensions + 1
        return near * near * near

    within = 0.0
    for p in (x, y):
        among = kernel(p, p)
        within += (among.sum() - np.trace(among)) / (size * (size - 1))
    return within - 2 * kernel(x, y).mean()
