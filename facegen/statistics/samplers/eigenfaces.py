"""Eigenfaces: the directions in which faces differ most, and every face's place along them.

A face x (all its values in one row, 0 to 255) is written as

    x  ~  mean + sum over j of  score_j * deviation_j * component_j

with orthonormal components in the order of the variance they explain, and scores of mean 0 and
variance 1 over the faces they were fitted on. This module knows nothing of attributes.

Source: Turk and Pentland, Eigenfaces for Recognition, Journal of Cognitive Neuroscience 3, 1991.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from facegen.errors import QueryError

ROWS_AT_ONCE = 64


@dataclass(frozen=True, eq=False)
class Eigenfaces:
    """The eigenfaces of a store.

    Attributes:
        size_px: Side of a face.
        mean: float32 (values,), 0 to 255; values is side * side * 3.
        components: float32 (K, values), orthonormal rows.
        deviations: float32 (K,), how far faces spread along each, falling.
        scores: float32 (faces, K): where each face of the store lies, in deviations.
        total_variance: Sum of the variances of all values over the fitted faces.
        fitted_faces: Over how many faces mean, deviations and total variance were taken.
    """

    size_px: int
    mean: np.ndarray
    components: np.ndarray
    deviations: np.ndarray
    scores: np.ndarray
    total_variance: float
    fitted_faces: int

    def share_explained(self, components: int) -> float:
        """Return the share of the variance that the first components explain, 0 to 1."""
        kept = np.square(self.deviations[:components], dtype=np.float64).sum()
        return float(kept / self.total_variance) if self.total_variance else 1.0

    def pictures(self, scores: np.ndarray) -> np.ndarray:
        """Return the faces at some places, each independent of which others are asked for.

        Args:
            scores: float32 (n, k), in deviations, along the first k components.

        Returns:
            uint8 (n, side, side, 3).
        """
        count, used = scores.shape
        pictures = np.empty((count, len(self.mean)), np.uint8)
        places = scores * self.deviations[:used]
        for part, values in row_products(places, self.components[:used]):
            values += self.mean
            np.rint(values, out=values)
            pictures[part] = np.clip(values, 0, 255, out=values)
        return pictures.reshape(count, self.size_px, self.size_px, 3)

    def along(self, component: int, deviations: Sequence[float] | np.ndarray) -> np.ndarray:
        """Return the mean face moved along one component, such as by -3, 0 and 3 deviations.

        Args:
            component: Which, 0 the first.
            deviations: How far, (n,).

        Returns:
            uint8 (n, side, side, 3).

        Raises:
            QueryError: If there is no such component.
        """
        if not 0 <= component < len(self.components):
            raise QueryError(
                f"component must be from 0 to {len(self.components) - 1}, but is {component}."
            )
        scores = np.zeros((len(deviations), component + 1), np.float32)
        scores[:, component] = deviations
        return self.pictures(scores)

    def reconstruct(self, rows: Sequence[int] | np.ndarray, components: int) -> np.ndarray:
        """Return some of the store's faces as the first components alone show them."""
        return self.pictures(self.scores[np.asarray(rows), :components])


def row_products(rows: np.ndarray, matrix: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """Multiply rows with a matrix so that each product depends on its own row alone.

    The library for matrix products picks its order of adding by the shapes, and by the place of a
    row among those it takes together, so that the last bits could differ with the rows beside it.
    Here it is given one row at a time.

    Args:
        rows: (n, k).
        matrix: (k, m).

    Yields:
        Slices of the rows, and their products, float32 (length of the slice, m).
    """
    matrix = np.asarray(matrix, np.float32)
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = slice(start, min(start + ROWS_AT_ONCE, len(rows)))
        yield part, np.matmul(np.asarray(rows[part], np.float32)[:, None], matrix)[:, 0]
