"""Exact nearest neighbours among vectors, the ground of coverage and of the search for copies."""

import numpy as np


def nearest(
    queries: np.ndarray, points: np.ndarray, count: int = 1, skip_self: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Find the nearest points of each query.

    Candidates are found by |q|^2 + |p|^2 - 2 q.p in float32, which cancels where two vectors nearly
    agree; the distances returned are then computed from the differences, in float64.

    Args:
        queries: (queries, dimensions).
        points: (points, dimensions).
        count: Neighbours a query, at most the number of points.
        skip_self: Queries are the points themselves, and none is its own neighbour.

    Returns:
        Distances, float64 (queries, count), ascending, and rows of `points`, int64, alike.
    """
    points = np.asarray(points, np.float32)
    norms = np.einsum("pd,pd->p", points, points)
    distances = np.empty((len(queries), count))
    rows = np.empty((len(queries), count), np.int64)
    for start in range(0, len(queries), 512):
        part = np.asarray(queries[start : start + 512], np.float32)
        square = norms - 2 * (part @ points.T)
        if skip_self:
            square[np.arange(len(part)), np.arange(start, start + len(part))] = np.inf
        kept = min(count + 4, len(points)) - 1
        near = np.argpartition(square, kept, axis=1)[:, : kept + 1]
        gaps = part[:, None].astype(np.float64) - points[near]
        exact = np.sqrt(np.einsum("qnd,qnd->qn", gaps, gaps))
        if skip_self:
            exact[near == np.arange(start, start + len(part))[:, None]] = np.inf
        order = np.argsort(exact, axis=1, kind="stable")[:, :count]
        distances[start : start + 512] = np.take_along_axis(exact, order, axis=1)
        rows[start : start + 512] = np.take_along_axis(near, order, axis=1)
    return distances, rows
