"""Density and coverage: are the samples where faces are, and are all kinds of face among them?

Source: Naeem, Oh, Uh, Choi, Yoo, Reliable Fidelity and Diversity Metrics for Generative Models,
ICML 2020, equations 5 and 8.
"""

import numpy as np

from facegen.errors import FacegenError
from facegen.evaluation.neighbours import nearest


def density_and_coverage(
    real: np.ndarray, samples: np.ndarray, neighbours: int = 5
) -> tuple[float, float]:
    """Compare two sets of features by balls about the real ones.

    Each real face has a ball that reaches to its k-th nearest real neighbour.

        density  = 1 / (k M) * sum over samples of the number of balls it lies in
        coverage = share of the balls with a sample in them

    Args:
        real: (N, dimensions).
        samples: (M, dimensions).
        neighbours: k, below N.

    Returns:
        density, about 1 for samples of the same distribution, more for samples crowded where faces
        are densest; and coverage, 0 to 1, for the same distribution and N = M about 1 - 0.5**k.

    Raises:
        FacegenError: If there are too few real faces for k neighbours.
    """
    if len(real) <= neighbours:
        raise FacegenError(
            f"Coverage with {neighbours} neighbours needs more than {neighbours} real faces, "
            f"but there are {len(real)}."
        )
    radii = nearest(real, real, neighbours, skip_self=True)[0][:, -1]
    real = np.asarray(real, np.float64)
    samples = np.asarray(samples, np.float64)
    lengths = np.einsum("nd,nd->n", samples, samples)
    inside = covered = 0
    for start in range(0, len(real), 512):
        part, reach = real[start : start + 512], radii[start : start + 512, None]
        square = np.einsum("nd,nd->n", part, part)[:, None] + lengths - 2 * part @ samples.T
        within = square < reach**2
        inside += int(within.sum())
        covered += int(within.any(axis=1).sum())
    return inside / (neighbours * len(samples)), covered / len(real)
