"""A report as a section of the model card, with its charts.

The rest of the card (data, licence, recipe) is the business of whoever made the model; this section
stands between two marks and is replaced as a whole when a report is made anew.
"""

import math
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from huggingface_hub import EvalResult, ModelCard

from facegen.attributes import plain
from facegen.errors import FacegenError
from facegen.evaluation.report import Measure, Report
from facegen.files import write_whole
from facegen.images import encode, grid
from facegen.models.card_section import put
from facegen.svg import bars, lines

TRUNCATION = 0.7
"""Of the second sheet of samples, as on the page when it opens."""


def write(
    report: Report,
    folder: Path,
    samples: np.ndarray | None = None,
    baselines: Sequence[Report] = (),
    seen: str = "",
    truncated: np.ndarray | None = None,
) -> None:
    """Write evaluation.json, the charts, and the section of README.md.

    Args:
        report: What was found.
        folder: Where; a README.md there keeps all but its evaluation section.
        samples: uint8 (count, side, side, 3), shown above the figures; None shows none, as is
            right for pictures that may not be passed on.
        baselines: Of other checkpoints, whose figures stand beside.
        seen: What somebody who looked at the samples has to say of them.
        truncated: The same samples at `TRUNCATION`, shown below them; None shows none.

    Raises:
        FacegenError: If a baseline was measured on other numbers of pictures or other faces.
    """
    text = section(report, baselines)
    charts = folder / "evaluation"
    charts.mkdir(parents=True, exist_ok=True)
    write_whole(folder / "evaluation.json", report.to_json().encode())
    for name, drawing in charts_of(report).items():
        (charts / f"{name}.svg").write_text(drawing(), encoding="utf-8")
    if samples is not None:
        (charts / "samples.webp").write_bytes(encode(grid(samples, columns=10), "webp"))
        head = [
            f"The faces of seeds 0 to {len(samples) - 1}, uncurated and untruncated:",
            "![samples](evaluation/samples.webp)",
            *([seen] if seen else []),
        ]
        if truncated is not None:
            sheet = encode(grid(truncated, columns=10), "webp")
            (charts / "truncated.webp").write_bytes(sheet)
            head += [
                f"The same at a truncation of {TRUNCATION}, at which the page opens:",
                "![truncated samples](evaluation/truncated.webp)",
            ]
        text = "\n\n".join([*head, text])
    put("evaluation", text, folder)
    if not report.subject.get("pictures"):
        _put_results(report, folder / "README.md")


def _put_results(report: Report, readme: Path) -> None:
    """Put the measures into the header of a card, where the Hub reads them; without one, nowhere.

    Each stands beside its floor in the card alone: the Hub has no place for floors.
    """
    text = readme.read_text(encoding="utf-8")
    if not text.startswith("---\n"):
        return
    card = ModelCard(text)
    data: Any = card.data
    data.model_name = report.subject.get("checkpoint", readme.parent.name)
    data.eval_results = [
        EvalResult(
            task_type="unconditional-image-generation",
            dataset_type=next(iter(data.datasets or ()), "unknown"),
            dataset_name=f"store {report.subject.get('store', 'unknown')}",
            metric_type=measure.key,
            metric_name=measure.title,
            metric_value=round(measure.value, 4),
        )
        for measure in report.measures
        if math.isfinite(measure.value)
    ]
    write_whole(readme, str(card).encode())


def section(report: Report, baselines: Sequence[Report] = ()) -> str:
    """Write the section: every figure beside its floor, what each means, the charts.

    Raises:
        FacegenError: If a baseline was measured on other numbers of pictures or other faces.
    """
    notes = list(dict.fromkeys(measure.note for measure in report.measures))
    for baseline in baselines:
        _check(report, baseline)
    columns = ["Samples", *map(_named, baselines), "Floor", "Note"]
    rows = []
    for measure in report.measures:
        values = [measure.value, *(one.value(measure.key) for one in baselines), measure.floor]
        cells = [*map(three_digits, values), str(notes.index(measure.note) + 1)]
        rows.append(f"| {measure.title} | {' | '.join(cells)} |")
    head = f"| Measure | {' | '.join(columns)} |"
    subject = "; ".join(f"{name} {value}" for name, value in report.subject.items())
    parts = [
        "## Measures",
        f"Of {report.sizes['swd']:,} pictures in the sliced Wasserstein distance and "
        f"{report.sizes['features']:,} in all else ({subject}). A floor is what real faces score "
        "in the samples' place; figures compare at equal numbers of pictures alone. None of these "
        "is FID.",
        "\n".join([head, f"|---|{'---:|' * len(columns)}", *rows]),
        "\n".join(f"{n}. {note}" for n, note in enumerate(notes, 1)),
        *(f"![{name.replace('_', ' ')}](evaluation/{name}.svg)" for name in charts_of(report)),
    ]
    return "\n\n".join(parts) + "\n"


def _named(baseline: Report) -> str:
    """Name a baseline by its checkpoint and how it was trained."""
    names = [baseline.subject.get(name) for name in ("checkpoint", "trained")]
    return ", ".join(str(one) for one in names if one) or "Baseline"


def _check(report: Report, baseline: Report) -> None:
    """Refuse to set figures beside each other that do not compare."""
    ours, theirs = ({**one.sizes, "store": one.subject.get("store")} for one in (report, baseline))
    if ours != theirs:
        raise FacegenError(
            f"The baseline was measured with {theirs}, but this with {ours}; measure both alike."
        )
    measured = {measure.key for measure in baseline.measures}
    if lacking := [m.title for m in report.measures if m.key not in measured]:
        raise FacegenError(
            f"The baseline's report is of an earlier facegen and lacks {', '.join(lacking)}; make "
            "it anew with: python -m facegen.evaluation report"
        )


def three_digits(value: float) -> str:
    """Write a figure with about three significant digits, never with an exponent."""
    size = abs(value)
    digits = next((n for n, least in enumerate((100, 10, 1, 0.01)) if size >= least), 4)
    return f"{round(value, max(1, digits)) + 0.0:.{max(1, digits)}f}"


def charts_of(report: Report) -> dict[str, Callable[[], str]]:
    """Return the charts by name, each drawn as SVG once it is called."""
    levels = [m for m in report.measures if m.key.startswith("swd_")]
    charts = {
        "texture": partial(_beside_floor, "Sliced Wasserstein distance x 1000, by scale", levels),
        "attributes": partial(
            bars,
            "Share of faces that show an attribute",
            [plain(name) for name in report.frequencies],
            {
                "samples": [ours for ours, _ in report.frequencies.values()],
                "held-out faces": [real for _, real in report.frequencies.values()],
            },
        ),
    }
    for space, rows in report.planted.items():
        shares = [row.share for row in rows]
        across = "share of planted copies of training faces"
        charts[f"copies_{space}"] = partial(
            lines,
            f"C_T in {space} when copies are planted",
            across,
            shares,
            {
                "in the samples": [row.c_t for row in rows],
                "in held-out faces": [row.c_t_real for row in rows],
            },
        )
        charts[f"near_copies_{space}"] = partial(
            lines,
            f"Share found as near copies in {space} when copies are planted",
            across,
            shares,
            {
                "in the samples": [row.near_share for row in rows],
                "in held-out faces": [row.near_share_real for row in rows],
            },
        )
    return charts


def _beside_floor(title: str, measures: list[Measure]) -> str:
    return bars(
        title,
        [measure.title.rpartition(", ")[2] for measure in measures],
        {"samples": [m.value for m in measures], "real faces": [m.floor for m in measures]},
    )
