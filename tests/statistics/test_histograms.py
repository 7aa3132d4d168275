from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from facegen.data.store import FaceStore
from facegen.statistics.histograms import open_histograms

MakeStore = Callable[..., FaceStore]


@pytest.fixture
def faces() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (37, 8, 8, 3), np.uint8)


@pytest.fixture
def store(write_any: MakeStore, faces: np.ndarray, tmp_path: Path) -> FaceStore:
    return write_any(tmp_path / "store", faces)


def test_counts_sums_and_squares_are_numpys(store: FaceStore, faces: np.ndarray) -> None:
    histograms = open_histograms(store)
    rows = faces.reshape(len(faces), -1).astype(np.uint64)
    np.testing.assert_array_equal(histograms.sums, rows.sum(0))
    np.testing.assert_array_equal(histograms.squares, (rows**2).sum(0))
    channels, values = np.arange(5)[:, None], np.array([0, 1, 100, 255])
    expected = (rows[:, channels] < values).sum(0)
    np.testing.assert_array_equal(histograms.count_below(channels, values), expected)
    assert histograms.count == len(faces)


def test_they_are_worked_out_once_and_anew_where_damaged(store: FaceStore) -> None:
    shares: list[float] = []
    first = open_histograms(store, shares.append)
    assert shares[-1] == 1
    again = open_histograms(store, lambda share: pytest.fail("worked out again"))
    np.testing.assert_array_equal(again.below, first.below)
    (path,) = (store.folder / "index").glob("histograms-*.npy")
    path.write_bytes(path.read_bytes()[:100])
    np.testing.assert_array_equal(open_histograms(store).below, first.below)
    assert [one.name for one in path.parent.iterdir()] == [path.name]
