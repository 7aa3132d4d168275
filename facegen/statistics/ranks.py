"""Find the value at a rank in every channel at once, without sorting.

The value at rank k (from 0) is the largest v with #(x < v) <= k, so counting how many faces lie
below a few thresholds narrows it down. Reading the faces is what costs. So a few hundred of them
are asked first, then some thousands near to what those said: the answer is no proof, but eight
thresholds around it mostly settle the matter in one round over all faces, and the counts
themselves say where they did not.

Of more than half of all faces only those left out are read: #(x < v) among the chosen is that
among all, which the histograms know, less that among the rest.

A bit-sliced index (O'Neil and Quass, Improved Query Performance with Variant Indexes, SIGMOD 1997)
answers the same from eight planes of bits a channel, always at the cost of reading all of them. It
took 0.21 s for any query of 202,599 faces of 64 px, and would be a second copy of the faces.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from facegen.statistics.cores import compiled
from facegen.statistics.histograms import Histograms
from facegen.statistics.rows import LEVELS, TILE, count_below, over_channels

SHARE = 4
"""Of how many faces one is asked before all are; of those, one in `SHRINKING` is asked before."""

SHRINKING = 8

FEWEST = 256
"""The smallest sample that says anything."""

STRIDE = 3
"""From threshold to threshold when a sample is asked: eight cover its error, 10 levels at most."""

FAR = 32
"""An interval open on one side and wider than this was left by a guess that just missed."""

NO_GUESS = np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False)
class Part:
    """Faces that weigh the same.

    Attributes:
        rows: The rows to read, int64.
        left_out: False if these rows are the faces, True if they are all the others.
        weight: How much each face counts.
        scale: How many faces a row stands for; above 1 only in a sample.
    """

    rows: np.ndarray
    left_out: bool
    weight: int = 1
    scale: float = 1.0

    def thinned(self, stride: int) -> "Part":
        """Keep every `stride`-th row, to stand for those between."""
        rows = np.ascontiguousarray(self.rows[::stride])
        return replace(self, rows=rows, scale=len(self.rows) / max(1, len(rows)))


def values_at(
    faces: np.ndarray,
    parts: Sequence[Part],
    ranks: Sequence[int],
    everyone: Histograms | None = None,
) -> np.ndarray:
    """Return the values at one rank, or at two that are neighbours, in every channel.

    With weights, rank k is reached where the weight below would exceed it: the value is the
    largest v with (weight of x < v) <= k.

    Args:
        faces: uint8 (count, channels).
        parts: The faces that are meant; none twice.
        ranks: Ascending, each from 0 to the total weight less 1.
        everyone: Histograms of all these faces, for parts that are `left_out`.

    Returns:
        uint8 (len(ranks), channels).
    """
    values = np.empty((len(ranks), faces.shape[1]), np.uint8)
    most = max(len(part.rows) for part in parts)
    samples = [[part.thinned(most // size) for part in parts] for size in sample_sizes(most)]

    def find(first: int, last: int) -> None:
        search = _Search(faces, everyone, first, last)
        guess = NO_GUESS
        for sample in samples:
            guess = search.estimate(sample, ranks[0], guess)
        values[:, first:last] = search.find(parts, np.array(ranks), guess)

    over_channels(find, faces.shape[1])
    return values


def sample_sizes(count: int) -> list[int]:
    """Return how many of some faces are asked in turn; each answer is where the next looks."""
    sizes: list[int] = []
    size = count // SHARE
    while size > FEWEST:
        sizes.insert(0, size)
        size //= SHRINKING
    return [FEWEST, FEWEST, *sizes] if sizes else []


@dataclass(frozen=True, eq=False)
class _Search:
    """The search in the channels from `first` to `last`, in tiles of `TILE`."""

    faces: np.ndarray
    everyone: Histograms | None
    first: int
    last: int

    def find(self, parts: Sequence[Part], ranks: np.ndarray, guess: np.ndarray) -> np.ndarray:
        """Narrow down the values until none is open, int64 (len(ranks), channels)."""
        low = np.zeros((len(ranks), self.last - self.first), np.int64)
        high = np.full_like(low, 256)  # low <= value < high
        starts, thresholds = self._room()
        while tiles := _choose(low, high, guess, 1, starts, thresholds):
            totals = self._weigh(parts, starts[:tiles], thresholds[:tiles])
            _narrow(low, high, starts[:tiles], thresholds, totals, ranks)
            guess = NO_GUESS
        return low

    def estimate(self, sample: Sequence[Part], rank: int, guess: np.ndarray) -> np.ndarray:
        """Say about where the value at a rank is, int64 (channels,), after one round."""
        low = np.zeros((1, self.last - self.first), np.int64)
        starts, thresholds = self._room()
        _choose(low, low + 256, guess, STRIDE, starts, thresholds)
        totals = self._weigh(sample, starts, thresholds)
        return _interpolate(thresholds, totals, rank).reshape(-1)[: low.shape[1]]

    def _room(self) -> tuple[np.ndarray, np.ndarray]:
        """Return arrays for the first channels of the tiles and for their thresholds."""
        tiles = -(-(self.last - self.first) // TILE)
        return np.empty(tiles, np.int64), np.empty((tiles, LEVELS, TILE), np.uint8)

    def _weigh(
        self, parts: Sequence[Part], starts: np.ndarray, thresholds: np.ndarray
    ) -> np.ndarray:
        """Return what the faces below each threshold weigh, int64; exact where none was thinned."""
        total = np.zeros(thresholds.shape, np.int64)
        for part in parts:
            counts = count_below(self.faces, part.rows, self.first + starts, thresholds)
            below = np.rint(counts * part.scale).astype(np.int64)
            if part.left_out and self.everyone:
                channels = self.first + starts[:, None] + np.arange(TILE)
                known = np.minimum(channels, self.last - 1)  # beyond the last, nobody looks
                below = self.everyone.count_below(known[:, None, :], thresholds) - below
            total += part.weight * below
        return total


@compiled
def _choose(low, high, guess, stride, starts, thresholds):
    """Choose thresholds for the tiles in which a channel is open; return how many these are.

    They are for the first rank of each channel that is open: around the guess; next to where a
    guess just missed, and in the middle, lest it missed by far; or else evenly spread.

    Args:
        low: int64 (ranks, channels).
        high: int64 (ranks, channels).
        guess: int64 (channels,), or empty.
        stride: From threshold to threshold around a guess.
        starts: int64 (tiles,), written: the first channel of each such tile.
        thresholds: uint8 (tiles, LEVELS, TILE), written.
    """
    tiles = 0
    channels = low.shape[1]
    for start in range(0, channels, TILE):
        if not _is_open(low, high, start, min(start + TILE, channels)):
            continue
        for x in range(TILE):
            c = min(start + x, channels - 1)
            rank = 0
            while rank < len(low) - 1 and high[rank, c] - low[rank, c] <= 1:
                rank += 1
            bottom, top = low[rank, c], high[rank, c]
            middle = (bottom + top) // 2
            for t in range(LEVELS):
                if len(guess) > 0:
                    lowest = guess[c] - (LEVELS // 2 - 1) * stride
                    value = max(1, min(lowest, 256 - LEVELS * stride)) + t * stride
                elif top - bottom <= LEVELS or (0 < bottom < top - FAR and top == 256):
                    value = bottom + t if t > 0 else middle
                elif 0 == bottom < top - FAR and top < 256:
                    value = top - t if t > 0 else middle
                else:
                    value = bottom + (top - bottom) * (t + 1) // (LEVELS + 1)
                thresholds[tiles, t, x] = min(value, 255)
        starts[tiles] = start
        tiles += 1
    return tiles


@compiled
def _is_open(low, high, start, end):
    """Return whether some value in these channels is not settled."""
    for r in range(len(low)):
        for c in range(start, end):
            if high[r, c] - low[r, c] > 1:
                return True
    return False


@compiled
def _narrow(low, high, starts, thresholds, totals, ranks):
    """Move the bounds to the thresholds nearest to each rank, by the weight below each."""
    for k in range(len(starts)):
        for x in range(min(TILE, low.shape[1] - starts[k])):
            c = starts[k] + x
            for r in range(len(ranks)):
                for t in range(LEVELS):
                    threshold = np.int64(thresholds[k, t, x])
                    if totals[k, t, x] <= ranks[r]:
                        low[r, c] = max(low[r, c], threshold)
                    else:
                        high[r, c] = min(high[r, c], threshold)


@compiled
def _interpolate(thresholds, totals, rank):
    """Return where the weight below reaches a rank, linear between thresholds (tiles, TILE)."""
    guess = np.empty((len(thresholds), TILE), np.int64)
    for k in range(len(thresholds)):
        for x in range(TILE):
            above = 0
            while above < LEVELS and totals[k, above, x] <= rank:
                above += 1
            lower = np.int64(thresholds[k, max(above - 1, 0), x])
            upper = np.int64(thresholds[k, min(above, LEVELS - 1), x])
            guess[k, x] = lower
            if lower < upper:
                below, beyond = totals[k, above - 1, x], totals[k, above, x]
                guess[k, x] += (upper - lower) * (rank - below) // (beyond - below)
    return guess
