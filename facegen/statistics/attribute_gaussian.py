"""Faces with given attributes, from one Gaussian over eigenface scores and attributes together.

With s the scores of a face and a its attributes as 0 and 1, both jointly Gaussian, the scores given
the attributes are again Gaussian:

    s | a  ~  N(m + W (a - b),  C_ss - W C_as),      W = C_sa C_aa^-1

m and b are the means. W is the regression of scores on attributes, and what remains of the
covariance is that of its residuals, the same for all attributes. So a face can be drawn for any
combination of attributes, also one that no face has; a model fitted to each combination (see
`eigenface_gaussian`) would need faces of it.

Source: Bishop, Pattern Recognition and Machine Learning, 2006, equations 2.81 and 2.82.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facegen.statistics.eigenfaces import Eigenfaces, row_products
from facegen.statistics.gaussian import cholesky
from facegen.statistics.pixel_kernels import seeds_array, standard_normals

RIDGE_FACES = 1.0
"""Added to each attribute's sum of squares, as if by this many faces, so that W exists for an
attribute that every face has too."""


@dataclass(frozen=True, eq=False)
class AttributeGaussian:
    """The Gaussian of a face's scores given its attributes.

    Attributes:
        eigenfaces: What the scores mean.
        mean: float64 (k,), m.
        attribute_mean: float64 (attributes,), b.
        weights: float64 (attributes, k), W transposed.
        covariance: float64 (k, k), of the residuals.
    """

    eigenfaces: Eigenfaces
    mean: np.ndarray
    attribute_mean: np.ndarray
    weights: np.ndarray
    covariance: np.ndarray

    @classmethod
    def fit(
        cls, eigenfaces: Eigenfaces, rows: np.ndarray, attributes: np.ndarray, components: int
    ) -> "AttributeGaussian":
        """Fit the Gaussian to some faces.

        Args:
            eigenfaces: Of the faces' store.
            rows: The faces, int64 (n,).
            attributes: bool (n, attributes).
            components: k, how many eigenfaces.
        """
        scores = np.asarray(eigenfaces.scores[rows, :components], np.float64)
        mean, attribute_mean = scores.mean(0), attributes.mean(0)
        centred, given = scores - mean, attributes - attribute_mean
        squares = given.T @ given + RIDGE_FACES * np.eye(attributes.shape[1])
        weights = np.linalg.solve(squares, given.T @ centred)
        residuals = centred - given @ weights
        covariance = residuals.T @ residuals / len(rows)
        return cls(eigenfaces, mean, attribute_mean, weights, covariance)

    def sample(self, attributes: np.ndarray, seeds: Sequence[int] | np.ndarray) -> np.ndarray:
        """Draw one face for each seed.

        Args:
            attributes: bool (n, attributes), of each face.
            seeds: n whole numbers; face i depends on its attributes and `seeds[i]` alone.

        Returns:
            uint8 (n, side, side, 3).
        """
        normals = standard_normals(seeds_array(seeds), len(self.mean))
        inputs = np.hstack([attributes - self.attribute_mean, normals])
        scores = np.empty_like(normals)
        for part, moved in row_products(
            inputs, np.vstack([self.weights, cholesky(self.covariance).T])
        ):
            scores[part] = moved + self.mean
        return self.eigenfaces.pictures(scores)
