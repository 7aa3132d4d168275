"""What a discriminator says of samples and faces: shares of them by score, on one axis."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from facegen.charts.training_curves import HELD_OUT, PLAIN, TRAIN

BINS = 48
NAMES = {
    "samples": ("Samples", PLAIN),
    "train": ("Training faces", TRAIN),
    "held_out": ("Held-out faces", HELD_OUT),
}


@dataclass(frozen=True)
class ScoreSet:
    """Scores of pictures of one kind.

    Attributes:
        name: What they are of.
        colour: Of its outline.
        shares: Of the pictures, in each of BINS equal steps.
        real: Share of them that is taken for real, which is a score above zero.
    """

    name: str
    colour: str
    shares: tuple[float, ...]
    real: float


@dataclass(frozen=True)
class ScoreHistograms:
    """Histograms on one axis.

    Attributes:
        span: Ends of the axis, the same about zero, so that it lies in the middle and does not
            jump from one time to the next.
        sets: One a kind of pictures.
    """

    span: tuple[float, float]
    sets: tuple[ScoreSet, ...]


def score_histograms(scores: Mapping[str, Sequence[float]]) -> ScoreHistograms:
    """Count scores.

    Args:
        scores: By name, of `NAMES`; high means taken for real. Others are left out.
    """
    known = {name: np.asarray(values, float) for name, values in scores.items() if len(values)}
    known = {name: values[np.isfinite(values)] for name, values in known.items() if name in NAMES}
    largest = max((float(np.abs(v).max()) for v in known.values() if v.size), default=1.0)
    end = _round_up(largest)
    sets = []
    for name, values in known.items():
        if not values.size:
            continue
        title, colour = NAMES[name]
        counts, _ = np.histogram(values, BINS, (-end, end))
        shares = tuple(round(share, 4) for share in (counts / values.size).tolist())
        sets.append(ScoreSet(title, colour, shares, round(float((values > 0).mean()), 4)))
    return ScoreHistograms((-end, end), tuple(sets))


def _round_up(value: float) -> float:
    """Return the next of 1, 2, 5, 10, 20, ... and their parts."""
    power = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value)
