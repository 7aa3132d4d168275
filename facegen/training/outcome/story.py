"""A run told in pictures, for the card of what came out of it: curves, and samples through time."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from facegen.decoding import decode
from facegen.images import encode, grid
from facegen.metrics import Metric
from facegen.svg import lines
from facegen.training.run.runs import Run

SHOWN = 8
"""Samples in a row of the picture through time: the first row of a grid."""
ROWS = 8
POINTS = 40
CURVES = {
    "losses": (
        "Losses",
        {Metric.LOSS_DISCRIMINATOR: "discriminator", Metric.LOSS_GENERATOR: "generator"},
    ),
    "signs": (
        "Share of real faces the discriminator takes for real",
        {Metric.SIGN_TRAIN: "train", Metric.SIGN_HELD_OUT: "held out"},
    ),
    "distance": (
        "Light Frechet distance in random features, square root",
        {Metric.FRECHET_RANDOM: "samples", Metric.FRECHET_RANDOM_FLOOR: "held-out faces"},
    ),
}


def tell(run: Run, images: int, folder: Path) -> str:
    """Draw a run up to some moment.

    Args:
        run: What was trained.
        images: Training images after which the story ends.
        folder: Of the checkpoint; the pictures go into `training/` in it.

    Returns:
        A section of its card, Markdown.
    """
    pictures = folder / "training"
    pictures.mkdir(parents=True, exist_ok=True)
    parts = ["## While it learned"]
    for name, drawing in curve_charts(run, images).items():
        (pictures / f"{name}.svg").write_text(drawing, encoding="utf-8")
        parts.append(f"![{name}](training/{name}.svg)")
    moments = choose_snapshots([one for one in run.snapshots() if one <= images])
    if moments:
        (pictures / "through_time.webp").write_bytes(encode(through_time(run, moments), "webp"))
        seen = ", ".join(f"{one:,}" for one in moments)
        parts.append(
            f"The same {SHOWN} inputs, uncurated, after {seen} images:\n\n"
            "![samples through time](training/through_time.webp)"
        )
    return "\n\n".join(parts) + "\n"


def curve_charts(run: Run, images: int) -> dict[str, str]:
    """Draw what a run measured up to some moment, as SVG by name.

    A point is the mean of the lines it stands for; lines that lack a value are passed over.
    """
    drawn = {}
    for name, (title, keys) in CURVES.items():
        rows = [
            row
            for row in run.metrics()
            if 0 < row[Metric.IMAGES] <= images and keys.keys() <= row.keys()
        ]
        if len(rows) < 2:
            continue
        parts = np.array_split(np.arange(len(rows)), min(POINTS, len(rows)))
        seen = [float(np.mean([rows[i][Metric.IMAGES] for i in part])) / 1000 for part in parts]
        series = {
            words: [float(np.mean([rows[i][key] for i in part])) for part in parts]
            for key, words in keys.items()
        }
        if name == "distance":
            series = {words: np.sqrt(values).tolist() for words, values in series.items()}
        drawn[name] = lines(title, "thousand images", seen, series)
    return drawn


def choose_snapshots(snapshots: Sequence[int]) -> list[int]:
    """Choose snapshots that show the change: twice as many images from one to the next."""
    if not snapshots:
        return []
    wanted = [0, *(snapshots[-1] / 2**n for n in range(ROWS - 2, -1, -1))]
    return sorted({min(snapshots, key=lambda images: abs(images - want)) for want in wanted})


def through_time(run: Run, moments: Sequence[int]) -> np.ndarray:
    """Stack the first row of samples at the largest scale, oldest above, uint8 (h, w, 3)."""
    px = run.scales_px[-1]
    rows = [decode(run.grid_path(images, px).read_bytes(), shortest_px=1) for images in moments]
    gap = (rows[0].shape[1] - SHOWN * px) // (SHOWN - 1)
    places = [n * (px + gap) for n in range(SHOWN)]
    return grid(np.stack([row[:px, x : x + px] for row in rows for x in places]), columns=SHOWN)
