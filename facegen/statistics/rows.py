"""Read selected faces: the compiled loops under every exact statistic.

Faces are seen here as rows of channels, uint8 (count, channels). Each loop reads only the rows it
is given, four at a time, so that several streams from memory are under way at once; and it counts
in the narrowest integers that hold a block of rows, so that one instruction adds as many channels
as possible. Threads share the channels, not the rows: no counter has two writers.
"""

from collections.abc import Callable

import numpy as np

from facegen.data.store import FaceStore
from facegen.processes import core_count
from facegen.progress import Progress, unwatched
from facegen.statistics.cores import compiled, on_all_cores

TILE = 128
"""Channels whose counters stay in the innermost cache while rows pass by."""

LEVELS = 8
"""Thresholds counted in one round: four rows stay in registers while all of them are compared."""

PIECE = 6144
"""Most channels a thread reads of a row before it goes on to the next: fewer are slower, because
memory is read ahead only along a row; more push the counters out of the cache."""

MOMENT_BLOCK = 256
"""Rows whose sum fits 16 bits: 256 * 255 < 2**16."""

COUNT_BLOCK = 252
"""Rows whose count fits 8 bits, a multiple of four."""

TALLY_BLOCK = 1024
"""Rows tallied at once: their channels of one tile fit the second cache."""


def flat_faces(store: FaceStore) -> np.ndarray:
    """Return the faces as read-only rows of channels, uint8 (count, size * size * 3)."""
    flat = np.asarray(store.faces).reshape(store.count, store.size_px * store.size_px * 3)
    flat.setflags(write=False)  # one type for every store, so that each loop is compiled once
    return flat


def over_channels(task: Callable[[int, int], None], channels: int) -> None:
    """Call a task with (first, past the last) for pieces of the channels, on all cores."""
    cores = core_count()
    rounds = max(1, -(-channels // (PIECE * cores)))
    width = TILE * max(1, -(-channels // (TILE * rounds * cores)))
    pieces = [(first, min(first + width, channels)) for first in range(0, channels, width)]
    on_all_cores(lambda piece: task(*piece), pieces)


def sum_rows(faces: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Sum some rows, uint64 (channels,)."""
    sums = np.zeros(faces.shape[1], np.uint64)
    if len(rows):  # none are read for the mean of all faces; then nothing need be compiled
        over_channels(lambda first, last: _add(faces, rows, first, last, sums), faces.shape[1])
    return sums


def sum_squares(faces: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sum some rows and their squares, each uint64 (channels,)."""
    sums, squares = np.zeros((2, faces.shape[1]), np.uint64)
    over_channels(
        lambda first, last: _add_squares(faces, rows, first, last, sums, squares), faces.shape[1]
    )
    return sums, squares


def count_below(
    faces: np.ndarray, rows: np.ndarray, starts: np.ndarray, thresholds: np.ndarray
) -> np.ndarray:
    """Count, in each channel of some tiles, the rows whose value is below each threshold.

    Runs on the calling thread alone.

    Args:
        faces: uint8 (count, channels).
        rows: int64, contiguous.
        starts: First channel of each tile, int64 (tiles,).
        thresholds: uint8 (tiles, LEVELS, TILE).

    Returns:
        uint32 (tiles, LEVELS, TILE); what lies beyond the last channel is 0.
    """
    counts = np.zeros(thresholds.shape, np.uint32)
    _count(faces, rows, starts, thresholds, counts)
    return counts


def tally(faces: np.ndarray, progress: Progress = unwatched) -> np.ndarray:
    """Count how often each value occurs in each channel over all rows, uint32 (channels, 256)."""
    counts = np.zeros((faces.shape[1], 256), np.uint32)
    for start in range(0, len(faces), TALLY_BLOCK):
        _tally_block(faces[start : start + TALLY_BLOCK], counts)
        progress(min(1.0, (start + TALLY_BLOCK) / len(faces)))
    return counts


def _tally_block(block: np.ndarray, counts: np.ndarray) -> None:
    over_channels(lambda first, last: _tally(block, first, last, counts), block.shape[1])


@compiled
def _add(faces, rows, first, last, sums):
    width = last - first
    block_sums = np.zeros(width, np.uint16)
    for start in range(0, len(rows), MOMENT_BLOCK):
        end = min(start + MOMENT_BLOCK, len(rows))
        fours = start + (end - start) // 4 * 4
        block_sums[:] = 0
        for i in range(start, fours, 4):
            a = faces[rows[i], first:last]
            b = faces[rows[i + 1], first:last]
            c = faces[rows[i + 2], first:last]
            d = faces[rows[i + 3], first:last]
            for x in range(width):
                block_sums[x] += (
                    np.uint16(a[x]) + np.uint16(b[x]) + np.uint16(c[x]) + np.uint16(d[x])
                )
        for i in range(fours, end):
            a = faces[rows[i], first:last]
            for x in range(width):
                block_sums[x] += np.uint16(a[x])
        for x in range(width):
            sums[first + x] += np.uint64(block_sums[x])


@compiled
def _add_squares(faces, rows, first, last, sums, squares):
    width = last - first
    block_sums = np.zeros(width, np.uint16)
    block_squares = np.zeros(width, np.uint32)
    for start in range(0, len(rows), MOMENT_BLOCK):
        end = min(start + MOMENT_BLOCK, len(rows))
        fours = start + (end - start) // 4 * 4
        block_sums[:] = 0
        block_squares[:] = 0
        for i in range(start, fours, 4):
            a = faces[rows[i], first:last]
            b = faces[rows[i + 1], first:last]
            c = faces[rows[i + 2], first:last]
            d = faces[rows[i + 3], first:last]
            for x in range(width):
                block_sums[x] += (
                    np.uint16(a[x]) + np.uint16(b[x]) + np.uint16(c[x]) + np.uint16(d[x])
                )
            for x in range(width):
                block_squares[x] += (
                    np.uint32(a[x]) * np.uint32(a[x])
                    + np.uint32(b[x]) * np.uint32(b[x])
                    + np.uint32(c[x]) * np.uint32(c[x])
                    + np.uint32(d[x]) * np.uint32(d[x])
                )
        for i in range(fours, end):
            a = faces[rows[i], first:last]
            for x in range(width):
                block_sums[x] += np.uint16(a[x])
                block_squares[x] += np.uint32(a[x]) * np.uint32(a[x])
        for x in range(width):
            sums[first + x] += np.uint64(block_sums[x])
            squares[first + x] += np.uint64(block_squares[x])


@compiled
def _below(a, b, c, d, limit):
    return np.uint8(a < limit) + np.uint8(b < limit) + np.uint8(c < limit) + np.uint8(d < limit)


@compiled
def _count(faces, rows, starts, thresholds, counts):
    tiles = len(starts)
    limits = thresholds.reshape(tiles, LEVELS * TILE)
    block_counts = np.zeros((tiles, LEVELS * TILE), np.uint8)
    for start in range(0, len(rows), COUNT_BLOCK):
        end = min(start + COUNT_BLOCK, len(rows))
        fours = start + (end - start) // 4 * 4
        for i in range(start, fours, 4):
            for k in range(tiles):
                first = starts[k]
                last = min(first + TILE, faces.shape[1])
                a = faces[rows[i], first:last]
                b = faces[rows[i + 1], first:last]
                c = faces[rows[i + 2], first:last]
                d = faces[rows[i + 3], first:last]
                limit, under = limits[k], block_counts[k]
                if last - first == TILE:  # known when compiled, hence without loose ends
                    for x in range(TILE):
                        for t in range(LEVELS):
                            y = t * TILE + x
                            under[y] += _below(a[x], b[x], c[x], d[x], limit[y])
                else:
                    for x in range(last - first):
                        for t in range(LEVELS):
                            y = t * TILE + x
                            under[y] += _below(a[x], b[x], c[x], d[x], limit[y])
        for i in range(fours, end):
            for k in range(tiles):
                first = starts[k]
                a = faces[rows[i], first : min(first + TILE, faces.shape[1])]
                for t in range(LEVELS):
                    for x in range(len(a)):
                        y = t * TILE + x
                        block_counts[k, y] += np.uint8(a[x] < limits[k, y])
        for k in range(tiles):
            for t in range(LEVELS):
                for x in range(TILE):
                    y = t * TILE + x
                    counts[k, t, x] += np.uint32(block_counts[k, y])
                    block_counts[k, y] = 0


@compiled
def _tally(faces, first, last, counts):
    for start in range(first, last, TILE):
        end = min(start + TILE, last)
        part = counts[start:end]
        for i in range(len(faces)):
            a = faces[i, start:end]
            for x in range(end - start):
                part[x, a[x]] += np.uint32(1)
