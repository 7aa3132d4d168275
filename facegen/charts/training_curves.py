"""Curves of a run: its metrics as panels of a few hundred points a curve.

A panel is plain data that a browser draws, and draws anew each second while a run goes on; so it is
small, and no figure of the plot library.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from facegen.charts.layout import GREEN, RED
from facegen.metrics import Metric, ScaleMetric

MOST_POINTS = 300
"""Points of a curve at most: more than a panel of that many pixels can show."""

GENERATOR, DISCRIMINATOR, PLAIN = "#8b6cf0", "#d6558f", "#8a8f98"
TRAIN, HELD_OUT = "#8b6cf0", "#d6558f"
SCALES = ("#f0a3c9", "#d884c8", "#b678dd", "#8f6cf0", "#6d7bf0", "#4f9be8", "#3bb3d0")
"""Colours of the scales, from the smallest."""


@dataclass(frozen=True)
class Panel:
    """Metrics that are drawn on one axis.

    Attributes:
        key: Short name.
        title: What is shown.
        note: What it tells, in a sentence.
        names: Metric: what it is called and its colour.
        scales: Of which a curve is drawn for each scale.
        floor: Whose last value is drawn as a level: as good as can be.
        span: Ends of the axis; None lets the values decide.
        log: Whether the axis is best read in powers of ten.
        main: Whether it is seen at once, not only by who asks for more.
        noisy: Whether there is a value for every line, from a few batches; only these are smoothed.
    """

    key: str
    title: str
    note: str
    names: Mapping[Metric, tuple[str, str]]
    scales: ScaleMetric | None = None
    floor: Metric | None = None
    span: tuple[float, float] | None = None
    log: bool = False
    main: bool = False
    noisy: bool = False


@dataclass(frozen=True)
class DrawnCurve:
    """A metric as it is drawn.

    Attributes:
        name: What it is called.
        colour: Of its line.
        x: Training images seen, ascending.
        y: The values there.
        smooth: Their running mean; None where they are shown as they are.
    """

    name: str
    colour: str
    x: tuple[int, ...]
    y: tuple[float, ...]
    smooth: tuple[float, ...] | None


@dataclass(frozen=True)
class DrawnPanel:
    """A `Panel` with the curves of a run; `floor` is the level itself, None where there is none."""

    key: str
    title: str
    note: str
    span: tuple[float, float] | None
    log: bool
    main: bool
    floor: float | None
    curves: tuple[DrawnCurve, ...]


PANELS = (
    Panel(
        "losses",
        "Losses",
        "Each network's loss is the other's success: they swing, and do not fall to zero.",
        {
            Metric.LOSS_GENERATOR: ("Generator", GENERATOR),
            Metric.LOSS_DISCRIMINATOR: ("Discriminator", DISCRIMINATOR),
        },
        noisy=True,
        main=True,
    ),
    Panel(
        "signs",
        "Sign accuracy",
        "Share of real faces the discriminator takes for real; a gap between the two means it "
        "knows its training faces by heart.",
        {
            Metric.SIGN_TRAIN: ("Training faces", TRAIN),
            Metric.SIGN_HELD_OUT: ("Held-out faces", HELD_OUT),
        },
        span=(0.0, 1.0),
        main=True,
    ),
    Panel(
        "frechet",
        "Frechet distance",
        "How far the samples as a whole are from faces, in features of a random network (so not "
        "FID); the floor is what held-out faces score.",
        {Metric.FRECHET_RANDOM: ("Samples", GENERATOR)},
        floor=Metric.FRECHET_RANDOM_FLOOR,
        log=True,
        main=True,
    ),
    Panel(
        "drift",
        "Drift by scale",
        "How much samples of the same latents changed since the last time: small scales settle "
        "first.",
        {},
        scales=ScaleMetric.DRIFT,
        log=True,
        main=True,
    ),
    Panel(
        "consistency",
        "Disagreement of scales",
        "Mean difference between a scale and the next larger one, halved in size.",
        {},
        scales=ScaleMetric.CONSISTENCY,
        log=True,
    ),
    Panel(
        "batches",
        "Judged rightly while training",
        "Share of a batch's faces taken for real, and of its samples taken for samples.",
        {
            Metric.SIGN_REAL: ("Real faces", GREEN),
            Metric.SIGN_FAKE: ("Samples", RED),
        },
        span=(0.0, 1.0),
        noisy=True,
    ),
    Panel(
        "difference",
        "Squared difference from the faces",
        "On faces it trains on and on others: a gap means it learns them by heart.",
        {
            Metric.DIFFERENCE_TRAIN: ("Training faces", TRAIN),
            Metric.DIFFERENCE_HELD_OUT: ("Held-out faces", HELD_OUT),
        },
        main=True,
    ),
    Panel(
        "pace",
        "Pace",
        "Training pictures a second; it falls while something else uses the processor.",
        {Metric.IMAGES_PER_SEC: ("Pictures a second", PLAIN)},
        noisy=True,
    ),
    Panel(
        "rate",
        "Learning rate",
        "Falls over the last quarter of the budget, and by half whenever a run diverges.",
        {
            Metric.RATE: ("Both networks", PLAIN),
            Metric.RATE_GENERATOR: ("Generator", GENERATOR),
            Metric.RATE_DISCRIMINATOR: ("Discriminator", DISCRIMINATOR),
        },
    ),
    Panel(
        "augment",
        "Strength of augmentation",
        "Share of the pictures that are shifted, zoomed or recoloured before they are judged.",
        {Metric.AUGMENT: ("Strength", PLAIN)},
    ),
    Panel(
        "gradients",
        "Length of the gradients",
        "A sudden leap announces that a run diverges.",
        {
            Metric.GRADIENT_GENERATOR: ("Generator", GENERATOR),
            Metric.GRADIENT_DISCRIMINATOR: ("Discriminator", DISCRIMINATOR),
        },
        log=True,
        noisy=True,
    ),
)


def curves(lines: Sequence[Mapping[str, Any]], smoothing: float = 0.0) -> tuple[DrawnPanel, ...]:
    """Draw a run's metrics.

    Args:
        lines: Of metrics, each with `images`.
        smoothing: 0 for none, towards 1 for ever more.

    Returns:
        The panels that have values.
    """
    drawn = (_panel(panel, lines, smoothing) for panel in PANELS)
    return tuple(panel for panel in drawn if panel.curves)


def decimate(values: np.ndarray, most: int = MOST_POINTS) -> np.ndarray:
    """Choose the points that a curve is drawn by, keeping every peak and trough.

    The curve is cut into stretches of equal length and the lowest and highest point of each stays.

    Args:
        values: float (points,).
        most: Points to keep, at least 4.

    Returns:
        Indexes, ascending, at most `most`; the first and the last point are among them.
    """
    if len(values) <= most:
        return np.arange(len(values))
    kept = {0, len(values) - 1}
    for stretch in np.array_split(np.arange(len(values)), most // 2 - 1):
        part = values[stretch]
        kept |= {int(stretch[part.argmin()]), int(stretch[part.argmax()])}
    return np.array(sorted(kept))


def smooth(values: np.ndarray, smoothing: float) -> np.ndarray:
    """Return the exponential running mean, without the pull of its start.

    Args:
        values: float (points,).
        smoothing: Weight of what came before, 0 to below 1.
    """
    total = weight = 0.0
    means = np.empty(len(values))
    for i, value in enumerate(values):
        total = smoothing * total + (1 - smoothing) * value
        weight = smoothing * weight + (1 - smoothing)
        means[i] = total / weight
    return means


def _panel(panel: Panel, lines: Sequence[Mapping[str, Any]], smoothing: float) -> DrawnPanel:
    names: dict[str, tuple[str, str]] = {**panel.names}
    if panel.scales:
        found = {name: panel.scales.scale_of(name) for line in lines for name in line}
        sides = sorted((px, name) for name, px in found.items() if px is not None)
        for i, (px, name) in enumerate(sides):
            names[name] = (f"{px} px", SCALES[min(i, len(SCALES) - 1)])
    floor = panel.floor
    floors = [line[floor] for line in lines if floor in line] if floor else []
    drawn = (
        _curve(lines, name, title, colour, smoothing if panel.noisy else 0.0)
        for name, (title, colour) in names.items()
    )
    return DrawnPanel(
        key=panel.key,
        title=panel.title,
        note=panel.note,
        span=panel.span,
        log=panel.log,
        main=panel.main,
        floor=_short(floors[-1]) if floors else None,
        curves=tuple(curve for curve in drawn if curve),
    )


def _curve(
    lines: Sequence[Mapping[str, Any]], name: str, title: str, colour: str, smoothing: float
) -> DrawnCurve | None:
    """Draw one metric; None where no line has it."""
    known = [line for line in lines if math.isfinite(line.get(name, math.nan))]
    if not known:
        return None
    places = np.array([line[Metric.IMAGES] for line in known])
    values = np.array([line[name] for line in known], float)
    kept = decimate(values)
    means = smooth(values, smoothing)[kept] if smoothing else None
    return DrawnCurve(
        title,
        colour,
        x=tuple(int(place) for place in places[kept]),
        y=tuple(_short(value) for value in values[kept]),
        smooth=None if means is None else tuple(_short(value) for value in means),
    )


def _short(value: float) -> float:
    """Keep four significant digits: more than a curve can show."""
    return float(f"{value:.4g}")
