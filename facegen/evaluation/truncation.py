"""What truncation gives and takes: faces more like faces, and fewer kinds of them.

Source: Karras et al. 2019, A Style-Based Generator Architecture, appendix B (truncation);
Kynkäänniemi et al. 2019, Improved Precision and Recall Metric, section 4 (fidelity and variety as
it changes).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tqdm import tqdm

from facegen.attributes import plain
from facegen.counting import percent
from facegen.data.store import FaceStore
from facegen.evaluation.card import three_digits
from facegen.evaluation.measure import require_comparable
from facegen.evaluation.real_faces import divide
from facegen.evaluation.report import Report
from facegen.evaluation.samples import draw_samples
from facegen.evaluation.yardstick import Yardstick
from facegen.files import write_json
from facegen.models.attribute_net import AttributeNet
from facegen.models.card_section import put
from facegen.models.generator import FaceGenerator
from facegen.svg import lines

MEASURES = {
    "fd": "Frechet distance",
    "density": "Density",
    "coverage": "Coverage",
    "attributes": "Attribute frequencies, mean difference",
    "unsound": "Do not hold together",
}
SCARCE = 0.5
"""An attribute is scarce if fewer samples show it than this share of the held-out faces' number."""

NAMED = 5
"""Attributes that a row names, at most."""


def measure_truncations(
    generator: FaceGenerator,
    store: FaceStore,
    network: AttributeNet,
    truncations: Sequence[float],
    count: int,
) -> dict[float, Report]:
    """Measure the faces of the same seeds at several truncations.

    Args:
        generator: In evaluation mode.
        store: Faces with held-out ones, of a size that the generator makes.
        network: Whose features and attributes are used.
        truncations: Ascending.
        count: Samples at each, at most; held-out faces may be fewer.

    Returns:
        For each truncation a report of what `Yardstick` measures.

    Raises:
        FacegenError: As `draw_samples` and `require_comparable`.
    """
    faces = divide(store)
    count = min(count, len(faces.heldout))
    yardstick = Yardstick.of(store, faces, network, count)
    reports = {}
    for truncation in tqdm(truncations, unit="truncation"):
        samples = draw_samples(generator, count, store, truncation=truncation)
        require_comparable(samples, store, count)
        measures, frequencies = yardstick.measure(samples)
        reports[truncation] = Report({}, {"features": count}, tuple(measures), frequencies, {})
    return reports


def write_truncations(reports: Mapping[float, Report], folder: Path) -> str:
    """Write the charts and a section of a checkpoint's card.

    Args:
        reports: Of the same seeds by truncation, ascending, measured alike; two or more.
        folder: The checkpoint's.

    Returns:
        The section.
    """
    charts = folder / "evaluation"
    charts.mkdir(parents=True, exist_ok=True)
    truncations = list(reports)

    def draw(name: str, title: str, series: Mapping[str, list[float]]) -> str:
        drawing = lines(title, "truncation", truncations, series)
        (charts / f"{name}.svg").write_text(drawing, encoding="utf-8")
        return f"![{title}](evaluation/{name}.svg)"

    def values(key: str) -> list[float]:
        return [report.value(key) for report in reports.values()]

    record = [
        {"truncation": truncation, **{m.key: m.value for m in report.measures}}
        for truncation, report in reports.items()
    ]
    write_json(charts / "truncations.json", record)
    real = [next(iter(reports.values())).floor("fd")] * len(reports)
    parts = [
        "## What truncation gives and takes",
        _table(reports),
        draw(
            "truncation_kinds",
            "Density (like faces) and coverage (all kinds of face)",
            {"density": values("density"), "coverage": values("coverage")},
        ),
        draw("truncation_fd", MEASURES["fd"], {"samples": values("fd"), "real faces": real}),
    ]
    text = "\n\n".join(parts) + "\n"
    put("truncation", text, folder)
    return text


def scarce(report: Report) -> dict[str, tuple[float, float]]:
    """Return the attributes that samples show too seldom, the most seldom first.

    Returns:
        Attribute: share of the samples and share of the held-out faces that show it.
    """
    found = {
        name: (ours, real)
        for name, (ours, real) in report.frequencies.items()
        if ours < SCARCE * real
    }
    return dict(sorted(found.items(), key=lambda one: one[1][0] / one[1][1]))


def _table(reports: Mapping[float, Report]) -> str:
    last = list(reports.values())[-1]
    rows = [
        f"| {truncation:g} | "
        + " | ".join(three_digits(report.value(key)) for key in MEASURES)
        + f" | {_told(report)} |"
        for truncation, report in reports.items()
    ]
    floors = " | ".join(three_digits(last.floor(key)) for key in MEASURES)
    head = f"| Truncation | {' | '.join(MEASURES.values())} | Less than half as often as in faces |"
    words = (
        f"{last.sizes['features']:,} samples of the same seeds each time, beside as many held-out "
        "faces. Nearer to the mean, samples lie denser where faces are, and fewer kinds of face "
        "are among them."
    )
    columns = f"|---:|{'---:|' * len(MEASURES)}---|"
    return "\n".join([words, "", head, columns, *rows, f"| real faces | {floors} | |"])


def _told(report: Report) -> str:
    words = [
        f"{plain(name)} ({percent(ours, 1)} of {percent(real, 1)})"
        for name, (ours, real) in scarce(report).items()
    ]
    more = f" and {len(words) - NAMED} more" if len(words) > NAMED else ""
    return f"{', '.join(words[:NAMED])}{more}" or "nothing"
