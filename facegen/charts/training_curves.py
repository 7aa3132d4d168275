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

MOST_POINTS = 300
"""Points of a curve at most: more than a panel of that many pixels can show."""

GENERATOR, DISCRIMINATOR, PLAIN = "#8b6cf0", "#d6558f", "#8a8f98"
TRAIN, HELD_OUT = "#8b6cf0", "#d6558f"
SCALES = ("#f0a3c9", "#d884c8", "#b678dd", "#8f6cf0", "#6d7bf0", "#4f9be8", "#3bb3d0")
"""Colours of the scales, from the smallest."""


@dataclass(frozen=True)
class Panel:
    """Curves that share an axis.

    Attributes:
        key: Short name.
        title: What is shown.
        names: Metric: what it is called and its colour.
        prefix: Take all metrics that begin so as well, each the value of one scale.
        floor: Metric whose last value is drawn as a level: as good as can be.
        span: Ends of the axis; None lets the values decide.
        log: Whether the axis is best read in powers of ten.
        noisy: Whether there is a value for every line, from a few batches; only these are smoothed.
        note: What it tells, in a sentence.
    """

    key: str
    title: str
    note: str
    names: Mapping[str, tuple[str, str]]
    prefix: str = ""
    floor: str = ""
    span: tuple[float, float] | None = None
    log: bool = False
    noisy: bool = False


PANELS = (
    Panel(
        "losses",
        "Losses",
        "Each network's loss is the other's success: they swing, and do not fall to zero.",
        {
            "loss_generator": ("Generator", GENERATOR),
            "loss_discriminator": ("Discriminator", DISCRIMINATOR),
            "loss": ("Squared difference", GENERATOR),
        },
        noisy=True,
    ),
    Panel(
        "signs",
        "Sign accuracy",
        "Share of real faces the discriminator takes for real; a gap between the two means it "
        "knows its training faces by heart.",
        {
            "sign_train": ("Training faces", TRAIN),
            "sign_held_out": ("Held-out faces", HELD_OUT),
        },
        span=(0.0, 1.0),
    ),
    Panel(
        "frechet",
        "Frechet distance",
        "How far the samples as a whole are from faces, in features of a random network (so not "
        "FID); the floor is what held-out faces score.",
        {"frechet_random": ("Samples", GENERATOR)},
        floor="frechet_random_floor",
        log=True,
    ),
    Panel(
        "drift",
        "Drift by scale",
        "How much samples of the same latents changed since the last time: small scales settle "
        "first.",
        {},
        prefix="drift_",
        log=True,
    ),
    Panel(
        "consistency",
        "Disagreement of scales",
        "Mean difference between a scale and the next larger one, halved in size.",
        {},
        prefix="consistency_",
        log=True,
    ),
    Panel(
        "batches",
        "Judged rightly while training",
        "Share of a batch's faces taken for real, and of its samples taken for samples.",
        {
            "sign_real": ("Real faces", GREEN),
            "sign_fake": ("Samples", RED),
        },
        span=(0.0, 1.0),
        noisy=True,
    ),
    Panel(
        "difference",
        "Squared difference from the faces",
        "On faces it trains on and on others: a gap means it learns them by heart.",
        {
            "difference_train": ("Training faces", TRAIN),
            "difference_held_out": ("Held-out faces", HELD_OUT),
        },
    ),
    Panel(
        "pace",
        "Pace",
        "Training pictures a second; it falls while something else uses the processor.",
        {"images_per_sec": ("Pictures a second", PLAIN)},
        noisy=True,
    ),
    Panel(
        "rate",
        "Learning rate",
        "Falls over the last quarter of the budget, and by half whenever a run diverges.",
        {
            "rate": ("Both networks", PLAIN),
            "rate_generator": ("Generator", GENERATOR),
            "rate_discriminator": ("Discriminator", DISCRIMINATOR),
        },
    ),
    Panel(
        "augment",
        "Strength of augmentation",
        "Share of the pictures that are shifted, zoomed or recoloured before they are judged.",
        {"augment": ("Strength", PLAIN)},
    ),
    Panel(
        "gradients",
        "Length of the gradients",
        "A sudden leap announces that a run diverges.",
        {
            "gradient_generator": ("Generator", GENERATOR),
            "gradient_discriminator": ("Discriminator", DISCRIMINATOR),
        },
        log=True,
        noisy=True,
    ),
)


def curves(lines: Sequence[Mapping[str, Any]], smoothing: float = 0.0) -> list[dict[str, Any]]:
    """Draw a run's metrics.

    Args:
        lines: Of metrics, each with `images`.
        smoothing: 0 for none, towards 1 for ever more.

    Returns:
        The panels that have values: their texts and `curves`, each with `x` (training images),
        `y`, and under smoothing `smooth`, the running mean at the same places.
    """
    made = [_panel(panel, lines, smoothing) for panel in PANELS]
    return [panel for panel in made if panel["curves"]]


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


def _panel(panel: Panel, lines: Sequence[Mapping[str, Any]], smoothing: float) -> dict[str, Any]:
    names = dict(panel.names)
    if panel.prefix:
        found = sorted({name for line in lines for name in line if name.startswith(panel.prefix)})
        names |= {
            name: (f"{int(name[len(panel.prefix) : -2])} px", SCALES[min(i, len(SCALES) - 1)])
            for i, name in enumerate(found)
        }
    floors = [line[panel.floor] for line in lines if panel.floor in line] if panel.floor else []
    drawn = [
        {"name": title, "colour": colour, **points}
        for name, (title, colour) in names.items()
        if (points := _points(lines, name, smoothing if panel.noisy else 0.0))
    ]
    return {
        "key": panel.key,
        "title": panel.title,
        "note": panel.note,
        "span": panel.span,
        "log": panel.log,
        "floor": _short(floors[-1]) if floors else None,
        "curves": drawn,
    }


def _points(
    lines: Sequence[Mapping[str, Any]], name: str, smoothing: float
) -> dict[str, list[float]]:
    """Return the points of one metric; nothing where no line has it."""
    known = [line for line in lines if math.isfinite(line.get(name, math.nan))]
    if not known:
        return {}
    places = np.array([line["images"] for line in known])
    values = np.array([line[name] for line in known], float)
    kept = decimate(values)
    points = {
        "x": [int(place) for place in places[kept]],
        "y": [_short(value) for value in values[kept]],
    }
    if smoothing:
        means = smooth(values, smoothing)
        points["smooth"] = [_short(value) for value in means[kept]]
    return points


def _short(value: float) -> float:
    """Keep four significant digits: more than a curve can show."""
    return float(f"{value:.4g}")
