import numpy as np
import pytest

from facegen.statistics.rows import (
    LEVELS,
    TALLY_BLOCK,
    TILE,
    count_below,
    over_channels,
    sum_rows,
    sum_squares,
    tally,
)

CHANNELS = 3 * TILE + 5
ROWS = [0, 1, 3, 4, 255, 256, 257, 300]


def faces_of(count: int) -> np.ndarray:
    faces = np.random.default_rng(count).integers(0, 256, (count, CHANNELS), np.uint8)
    faces[: count // 2, :7] = 255  # what overflows first
    return faces


@pytest.mark.parametrize("many", ROWS)
def test_sums_are_numpys(many: int) -> None:
    faces = faces_of(301)
    rows = np.sort(np.random.default_rng(many).choice(301, many, replace=False))
    chosen = faces[rows].astype(np.uint64)
    np.testing.assert_array_equal(sum_rows(faces, rows), chosen.sum(0))
    sums, squares = sum_squares(faces, rows)
    np.testing.assert_array_equal(sums, chosen.sum(0))
    np.testing.assert_array_equal(squares, (chosen**2).sum(0))


def test_where_all_faces_are_white_or_black_nothing_overflows() -> None:
    many = 700
    faces, rows = np.full((many, CHANNELS), 255, np.uint8), np.arange(many)
    assert (sum_rows(faces, rows) == 255 * many).all()
    sums, squares = sum_squares(faces, rows)
    assert (sums == 255 * many).all()
    assert (squares == 255**2 * many).all()
    thresholds = np.full((1, LEVELS, TILE), 255, np.uint8)
    assert (count_below(0 * faces, rows, np.zeros(1, np.int64), thresholds) == many).all()


@pytest.mark.parametrize("many", ROWS)
def test_counts_below_are_numpys(many: int) -> None:
    faces = faces_of(301)
    rng = np.random.default_rng(many)
    rows = np.sort(rng.choice(301, many, replace=False))
    starts = np.arange(0, CHANNELS, TILE)
    thresholds = np.sort(rng.integers(0, 256, (len(starts), LEVELS, TILE), np.uint8), 1)
    counts = count_below(faces, rows, starts, thresholds)
    for tile, start in enumerate(starts):
        values = faces[rows, start : start + TILE]
        wide = values.shape[1]
        expected = (values[:, None] < thresholds[tile, None, :, :wide]).sum(0)
        np.testing.assert_array_equal(counts[tile, :, :wide], expected)


def test_a_tally_counts_every_value_and_tells_how_far_it_is() -> None:
    faces, shares = faces_of(2 * TALLY_BLOCK + 3), []
    counts = tally(faces, shares.append)
    expected = np.stack([np.bincount(channel, minlength=256) for channel in faces.T])
    np.testing.assert_array_equal(counts, expected)
    count = len(faces)
    assert shares == [TALLY_BLOCK / count, 2 * TALLY_BLOCK / count, 1.0]


def test_every_channel_is_in_one_piece() -> None:
    for channels in (1, TILE, CHANNELS, 64 * 64 * 3 + 1):
        seen = np.zeros(channels, np.int64)

        def mark(first: int, last: int, seen: np.ndarray = seen) -> None:
            seen[first:last] += 1

        over_channels(mark, channels)
        assert (seen == 1).all()
