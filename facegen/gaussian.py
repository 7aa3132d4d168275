"""What the parametric models share: factors, shrinkage and distance of Gaussians.

This module knows nothing of faces.
"""

import numpy as np


def cholesky(covariance: np.ndarray) -> np.ndarray:
    """Return lower triangular factors with factor @ factor.T the covariance.

    A ten-millionth of the mean variance is added on the diagonal, so that a covariance without
    spread in some direction (a pixel that is grey in every face) has a factor too.

    Args:
        covariance: float64 (..., k, k), symmetric, no direction of negative variance.
    """
    k = covariance.shape[-1]
    level = np.trace(covariance, axis1=-2, axis2=-1) / k
    ridge = (1e-7 * level + 1e-30)[..., None, None] * np.eye(k)
    return np.linalg.cholesky(covariance + ridge)


def shrunk_covariance(covariance: np.ndarray, n: int) -> tuple[np.ndarray, float]:
    """Shrink a sample covariance towards a multiple of the identity, as far as n is small.

    With rho between 0 and 1, the result is (1 - rho) S + rho tr(S)/k I, by the oracle approximating
    shrinkage: it has full rank for any n of 2 or more, however many dimensions there are.

    Args:
        covariance: float64 (k, k), S, with the divisor n.
        n: Of how many samples.

    Returns:
        The shrunk covariance, float64 (k, k), and rho.

    Source: Chen, Wiesel, Eldar, Hero, Shrinkage Algorithms for MMSE Covariance Estimation, IEEE
        Transactions on Signal Processing 58, 2010, equation 23; after Ledoit and Wolf 2004.
    """
    k = len(covariance)
    trace, trace_of_square = np.trace(covariance), np.square(covariance).sum()
    wanted = (1 - 2 / k) * trace_of_square + trace**2
    needed = (n + 1 - 2 / k) * (trace_of_square - trace**2 / k)
    rho = float(min(1.0, wanted / needed)) if needed > 0 else 1.0
    return (1 - rho) * covariance + rho * trace / k * np.eye(k), rho


def frechet_distance(
    mean1: np.ndarray, covariance1: np.ndarray, mean2: np.ndarray, covariance2: np.ndarray
) -> float:
    """Return the squared Frechet (2-Wasserstein) distance of two Gaussians.

        |mean1 - mean2|^2 + tr(C1 + C2 - 2 (C1^(1/2) C2 C1^(1/2))^(1/2))

    The inner product is symmetric, so that every root is one of real numbers not below 0.

    Args:
        mean1: (k,).
        covariance1: (k, k), symmetric, no direction of negative variance.
        mean2: (k,).
        covariance2: (k, k), likewise.

    Returns:
        The distance, 0 or more, in the square of the means' unit.

    Source: Dowson and Landau, The Frechet Distance between Multivariate Normal Distributions,
        Journal of Multivariate Analysis 12, 1982, equation 6.
    """
    first, second = np.asarray(covariance1, np.float64), np.asarray(covariance2, np.float64)
    variances, axes = np.linalg.eigh(first)
    root = (axes * np.sqrt(np.maximum(variances, 0))) @ axes.T
    squares = np.linalg.eigvalsh(root @ second @ root)
    shared = np.sqrt(np.maximum(squares, 0)).sum()
    moved = np.square(np.asarray(mean1, np.float64) - np.asarray(mean2, np.float64)).sum()
    return max(0.0, float(moved + np.trace(first) + np.trace(second) - 2 * shared))


def feature_distance(a: np.ndarray, b: np.ndarray) -> float:
    """Return the Frechet distance of the Gaussians with the sets' means and covariances.

    Falls with the number of vectors even between equal distributions, so compare at one number,
    and give at least ten vectors a dimension.

    Args:
        a: (N, dimensions).
        b: (M, dimensions).

    Source: Heusel et al., GANs Trained by a Two Time-Scale Update Rule, NeurIPS 2017, equation 6.
    """
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    return frechet_distance(
        a.mean(axis=0), np.cov(a, rowvar=False), b.mean(axis=0), np.cov(b, rowvar=False)
    )
