"""What more training gave: measures over images seen, and how they go on if they go on so."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facegen.errors import FacegenError
from facegen.evaluation.card import three_digits
from facegen.evaluation.report import Report
from facegen.files import write_json
from facegen.models.card_section import put
from facegen.svg import lines

CHARTS = {
    "swd": "Sliced Wasserstein distance, mean over scales",
    "fd": "Frechet distance in the attribute network's features",
    "coverage": "Coverage",
    "attributes": "Attribute frequencies, mean difference",
    "unsound": "Do not hold together",
}


@dataclass(frozen=True)
class Moment:
    """A checkpoint of a run.

    Attributes:
        images: Training images it had seen.
        report: What was measured of it.
    """

    images: int
    report: Report


@dataclass(frozen=True)
class Trend:
    """A distance above its floor, falling as a power of the images seen.

    Attributes:
        scale: The distance above the floor after one image.
        power: How fast it falls: 1 halves it when the images are doubled.
        floor: Where it cannot fall below.
    """

    scale: float
    power: float
    floor: float

    @classmethod
    def fit(cls, images: Sequence[float], values: Sequence[float], floor: float) -> "Trend":
        """Fit by least squares between the logarithms.

        Raises:
            FacegenError: If there are fewer than two moments, or one is at its floor already.
        """
        if len(images) < 2 or min(values) <= floor:
            raise FacegenError(
                f"A trend needs two checkpoints or more, all farther than the floor {floor:.3g}, "
                f"but got {len(images)}, the nearest at {min(values, default=math.nan):.3g}."
            )
        slope, intercept = np.polyfit(np.log(images), np.log(np.subtract(values, floor)), 1)
        return cls(float(np.exp(intercept)), float(-slope), floor)

    def images_to(self, value: float) -> float:
        """Return after how many images a value is reached; infinity for never."""
        if value <= self.floor or self.power <= 0:
            return math.inf
        return (self.scale / (value - self.floor)) ** (1 / self.power)


def write_progress(moments: Sequence[Moment], folder: Path, bar: float) -> str:
    """Write the charts and a section of the card of the last checkpoint.

    Args:
        moments: Of one run, measured alike, by images seen; the last is what ships.
        folder: Its checkpoint's folder.
        bar: The distance to which the way is asked.

    Returns:
        The section.
    """
    x = [moment.images / 1000 for moment in moments]
    charts = folder / "evaluation"
    charts.mkdir(parents=True, exist_ok=True)
    parts = [_table(moments), _outlook(moments, bar)]
    for key, title in CHARTS.items():
        series = {
            "samples": [moment.report.value(key) for moment in moments],
            "real faces": [moment.report.floor(key) for moment in moments],
        }
        drawing = lines(title, "thousand training images", x, series)
        (charts / f"progress_{key}.svg").write_text(drawing, encoding="utf-8")
        parts.append(f"![{title}](evaluation/progress_{key}.svg)")
    record = [{"images": one.images, **_values(one)} for one in moments]
    write_json(charts / "moments.json", record)
    text = "\n\n".join(["## What more training gave", *parts]) + "\n"
    put("progress", text, folder)
    return text


def _values(moment: Moment) -> dict[str, float]:
    return {measure.key: measure.value for measure in moment.report.measures}


def _table(moments: Sequence[Moment]) -> str:
    sizes = moments[-1].report.sizes
    rows = [
        f"| {one.images:,} | {' | '.join(three_digits(one.report.value(key)) for key in CHARTS)} |"
        for one in moments
    ]
    floors = " | ".join(three_digits(moments[-1].report.floor(key)) for key in CHARTS)
    head = f"| Images seen | {' | '.join(CHARTS.values())} |\n|---:|{'---:|' * len(CHARTS)}"
    words = (
        f"The light measures, of {sizes['swd']:,} pictures a side (they stand above those of the "
        "full report)."
    )
    return "\n".join([words, "", head, *rows, f"| real faces | {floors} |"])


def _outlook(moments: Sequence[Moment], bar: float) -> str:
    last, before = moments[-1].report.value("swd"), moments[:-1]
    floor = moments[-1].report.floor("swd")
    if last <= bar:
        return f"The light distance is {last:.1f}, below the {bar:g} that was aimed at."
    images, values = [m.images for m in before], [m.report.value("swd") for m in before]
    if len(before) < 2 or min(values) <= floor:
        return "How it goes on is told by two earlier checkpoints, each above the floor."
    trend = Trend.fit(images, values, floor)
    needed = trend.images_to(bar)
    way = "it would never get there" if math.isinf(needed) else f"that is at {needed:,.0f} images"
    return (
        f"Before the last checkpoint, for which the rate was lowered, the distance above the floor "
        f"fell as images to the power of -{trend.power:.2f}. If it goes on so, at the full rate, "
        f"until the light distance is {bar:g}, {way}; lowering the rate at the end brings it "
        "sooner."
    )
