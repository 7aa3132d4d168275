import numpy as np

from facegen.evaluation.neighbours import nearest


def test_is_that_of_a_plain_loop() -> None:
    rng = np.random.default_rng(0)
    queries, points = rng.standard_normal((70, 5)), rng.standard_normal((90, 5))
    distances, rows = nearest(queries, points, 4)
    for query, found, which in zip(queries, distances, rows, strict=True):
        gaps = np.linalg.norm(points.astype(np.float32) - query, axis=1)
        np.testing.assert_array_equal(which, np.argsort(gaps)[:4])
        np.testing.assert_allclose(found, np.sort(gaps)[:4], rtol=1e-5)


def test_a_vector_is_not_its_own_neighbour_but_its_twin_is() -> None:
    points = np.array([[0.0, 0], [0, 0], [3, 4]])
    distances, rows = nearest(points, points, 1, skip_self=True)
    np.testing.assert_array_equal(rows[:, 0], [1, 0, 0])
    np.testing.assert_array_equal(distances[:, 0], [0, 0, 5])


def test_near_copies_far_from_the_origin_keep_their_distance() -> None:
    points = np.full((40, 64), 1000.0) + np.arange(40)[:, None]
    distances, rows = nearest(points + 0.01, points)
    np.testing.assert_array_equal(rows[:, 0], np.arange(40))
    np.testing.assert_allclose(distances, 0.08, rtol=0.01)
