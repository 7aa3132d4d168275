"""The joint Gaussian of all pixels, over the first eigenfaces: it gives faces in no picture.

In scores (deviations along each component) the population has mean 0 and covariance I. The
selected faces have a mean and covariance of their own, and so make p(face | query):

    face  =  mean face + components.T @ (deviations * (m + L z)),    L L.T = C,  z ~ N(0, I)

m is the mean of the selected scores, C their covariance, shrunk towards the population's shape
where they are few. Source: Turk and Pentland 1991 for the faces, `shrunk_covariance` for C.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facegen.errors import QueryError
from facegen.gaussian import cholesky, shrunk_covariance
from facegen.statistics.samplers.eigenface_index import eigenfaces_of
from facegen.statistics.samplers.eigenfaces import Eigenfaces, row_products
from facegen.statistics.samplers.pixel_kernels import PIECE_FACES, seeds_array, standard_normals
from facegen.statistics.selection import Selection


@dataclass(frozen=True, eq=False)
class EigenfaceGaussian:
    """A Gaussian over faces.

    Attributes:
        support: Over how many faces it was fitted.
        eigenfaces: What the scores mean.
        mean: float64 (k,), of the selected faces' scores.
        covariance: float64 (k, k), of their scores, shrunk.
        shrinkage: How far, from 0 (as measured) to 1 (the population's shape alone).
        share_explained: Share of the variance of all faces that k components explain, 0 to 1.
    """

    support: int
    eigenfaces: Eigenfaces
    mean: np.ndarray
    covariance: np.ndarray
    shrinkage: float
    share_explained: float

    def sample(self, seeds: Sequence[int] | np.ndarray) -> np.ndarray:
        """Draw one face for each seed.

        Args:
            seeds: Whole numbers from 0 to 2^64 - 1; sample i depends on `seeds[i]` alone.

        Returns:
            uint8 (len(seeds), side, side, 3).
        """
        normals = standard_normals(seeds_array(seeds), len(self.mean))
        scores = np.empty_like(normals)
        for part, moved in row_products(normals, cholesky(self.covariance).T):
            scores[part] = moved + self.mean
        return self.eigenfaces.pictures(scores)


@dataclass(frozen=True)
class EigenfaceSampler:
    """Draw faces from the Gaussian over eigenfaces, conditioned on the selection.

    Attributes:
        components: How many eigenfaces, from 1; more show more detail.
    """

    components: int = 128

    def fit(self, selection: Selection) -> EigenfaceGaussian:
        """Take mean and covariance of the selected faces' scores.

        The first call for a store works out its eigenfaces; see `eigenfaces_of`.

        Raises:
            QueryError: If there are not so many components.
            EmptySelectionError: If fewer than 2 faces are selected.
        """
        selection.require_faces(2)
        eigenfaces = eigenfaces_of(selection.population.store)
        most = len(eigenfaces.components)
        if not 1 <= self.components <= most:
            raise QueryError(
                f"components must be from 1 to {most}, which is what these faces give, "
                f"but is {self.components}."
            )
        mean, covariance = _moments(eigenfaces.scores, selection.rows, self.components)
        shrunk, shrinkage = shrunk_covariance(covariance, selection.support)
        return EigenfaceGaussian(
            support=selection.support,
            eigenfaces=eigenfaces,
            mean=mean,
            covariance=shrunk,
            shrinkage=shrinkage,
            share_explained=eigenfaces.share_explained(self.components),
        )

    def __call__(self, selection: Selection, seeds: Sequence[int] | np.ndarray) -> np.ndarray:
        """Fit, then draw one face for each seed; see `EigenfaceGaussian.sample`."""
        return self.fit(selection).sample(seeds)


def _moments(scores: np.ndarray, rows: np.ndarray, used: int) -> tuple[np.ndarray, np.ndarray]:
    """Return mean (used,) and covariance (used, used) of some rows, in float64."""
    total, products = np.zeros(used), np.zeros((used, used))
    for start in range(0, len(rows), PIECE_FACES):
        piece = np.asarray(scores[rows[start : start + PIECE_FACES], :used])
        total += piece.sum(0, dtype=np.float64)
        products += piece.T @ piece
    mean = total / len(rows)
    return mean, products / len(rows) - np.outer(mean, mean)
