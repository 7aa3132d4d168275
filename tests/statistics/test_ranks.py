import numpy as np
import pytest

from facegen.statistics.histograms import Histograms
from facegen.statistics.ranks import FEWEST, Part, sample_sizes, values_at

CHANNELS = 200


def faces_of(count: int, kind: str) -> np.ndarray:
    rng = np.random.default_rng(count)
    if kind == "even":
        return rng.integers(0, 256, (count, CHANNELS), np.uint8)
    if kind == "two":  # a guess from a sample is far off for about half of the channels
        return np.where(rng.random((count, CHANNELS)) < 0.5, 0, 255).astype(np.uint8)
    return np.full((count, CHANNELS), 7, np.uint8)


def everyone_of(faces: np.ndarray) -> Histograms:
    below = np.stack([(faces < value).sum(0) for value in range(256)], 1).astype(np.uint32)
    return Histograms(below, len(faces))


@pytest.mark.parametrize("kind", ["even", "two", "one"])
@pytest.mark.parametrize("count", [1, 2, 100, 5 * FEWEST, 12 * FEWEST])
def test_a_rank_is_that_of_the_sorted_values(kind: str, count: int) -> None:
    faces = faces_of(count, kind)
    ordered = np.sort(faces, 0)
    for rank in {0, count // 2, count - 1}:
        (values,) = values_at(faces, [Part(np.arange(count), False)], [rank])
        np.testing.assert_array_equal(values, ordered[rank])


def test_two_neighbours_are_found_at_once_and_others_may_be_left_out() -> None:
    faces = faces_of(400, "even")
    left_out = np.arange(0, 400, 5)
    kept = np.delete(faces, left_out, 0)
    part = Part(left_out, True)
    values = values_at(faces, [part], [159, 160], everyone_of(faces))
    np.testing.assert_array_equal(values, np.sort(kept, 0)[[159, 160]])


def test_a_weight_counts_a_face_so_often() -> None:
    faces = faces_of(60, "even")
    parts = [Part(np.arange(20), False, 3), Part(np.arange(20, 60), False, 2)]
    repeated = np.repeat(faces, [3] * 20 + [2] * 40, 0)
    (values,) = values_at(faces, parts, [70])
    np.testing.assert_array_equal(values, np.sort(repeated, 0)[70])


def test_larger_samples_are_asked_after_smaller_ones() -> None:
    assert sample_sizes(FEWEST) == []
    sizes = sample_sizes(200_000)
    assert sizes == sorted(sizes)
    assert sizes[-1] == 50_000
