"""What the story reads in the recordings of trainings that ship."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from facegen.answers.context import Context
from facegen.answers.runs.milestones import GAP_PX, samples_in
from facegen.answers.runs.watched import WatchedRun, grids_of
from facegen.answers.story.view import Band, Colour, Curve, points
from facegen.decoding import decode
from facegen.errors import FacegenError
from facegen.images import grid
from facegen.metrics import Metric
from facegen.models.shapes import family_of

POINTS, PIECES = 80, 30
"""Pieces of a training that are averaged for a curve, and to see who is ahead."""
SHOWN = slice(9)

Lines = Sequence[Mapping[str, Any]]


def family_recorded(context: Context, family: str) -> WatchedRun:
    """Return the recording that ships of a family of networks; of several the longest.

    Raises:
        FacegenError: If there is none.
    """
    for run in context.watch.look():
        if run.recorded and family_of(run.run.config.model) == family:
            return run
    raise FacegenError(
        f"No recording of a training of {family} ships with this facegen; install it anew."
    )


def few_samples(run: WatchedRun, share: float) -> tuple[np.ndarray, int, int, int]:
    """Return nine samples of a run, three in a row, made after some share of it.

    Returns:
        uint8 (height, width, 3); the side of a sample, pixels; the training images seen before
        them; and those seen before the last.
    """
    moments = grids_of(run.run.folder)
    last = max(moments[max(moments)])
    return *samples_after(run, last * share), last


def samples_after(run: WatchedRun, wanted: float) -> tuple[np.ndarray, int, int]:
    """Return nine samples of a run, made nearest to some number of training images.

    Returns:
        uint8 (height, width, 3); the side of a sample, pixels; and the training images seen before.
    """
    grids = grids_of(run.run.folder)
    px = max(grids)
    images = min(grids[px], key=lambda one: abs(one - wanted))
    sheet = decode(grids[px][images].read_bytes(), shortest_px=1)
    return grid(samples_in(sheet, px)[SHOWN], 3, GAP_PX), px, images


def taken_for_real(lines: Lines, images: int) -> tuple[float, float] | None:
    """Return what shares of real and of painted faces a judge took for real around some moment.

    Returns:
        As the line nearest to it says that has both; None where none has, and before any training.
    """
    both = [line for line in lines if Metric.SIGN_REAL in line and Metric.SIGN_FAKE in line]
    if not images or not both:
        return None
    near = min(both, key=lambda line: abs(line[Metric.IMAGES] - images))
    return near[Metric.SIGN_REAL], 1 - near[Metric.SIGN_FAKE]


def smooth(lines: Lines, name: str, label: str, colour: Colour) -> Curve:
    """Average a metric over equal pieces of a training."""
    middles = _middles(lines, (name,), POINTS)
    return Curve("line", colour, label, points(middles[:, 0]), points(middles[:, 1]))


def ahead(lines: Lines) -> tuple[Band, ...]:
    """Say who was ahead: the judge where it was right more often than it usually was.

    Returns:
        Bands that follow each other, from the first line that tells to the last.
    """
    middles = _middles(lines, (Metric.SIGN_REAL, Metric.SIGN_FAKE), PIECES)
    if len(middles) < 2:
        return ()
    right = middles[:, 1:].mean(axis=1)
    judge = right > np.median(right)
    starts = [i for i in range(len(judge)) if not i or judge[i] != judge[i - 1]]
    edges = (middles[:-1, 0] + middles[1:, 0]) / 2
    borders = points([middles[0, 0], *(edges[i - 1] for i in starts[1:]), middles[-1, 0]])
    return tuple(
        Band(borders[i], borders[i + 1], "judge" if judge[start] else "painter")
        for i, start in enumerate(starts)
    )


def _middles(lines: Lines, names: Sequence[str], most: int) -> np.ndarray:
    """Average metrics over equal pieces, float64 (pieces, 1 + names), images seen first."""
    seen = [
        (line[Metric.IMAGES], *(line[name] for name in names))
        for line in lines
        if all(name in line for name in names)
    ]
    pieces = np.array_split(np.array(seen, np.float64), max(1, min(most, len(seen))))
    return np.array([piece.mean(0) for piece in pieces if len(piece)]).reshape(-1, 1 + len(names))
