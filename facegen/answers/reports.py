"""Measuring a run from the page: a process of its own, its progress, and what it found.

model/              the newest checkpoint as it was exported, with evaluation.json beside it
evaluation.txt      what the process says
"""

import json
import re
import time
from pathlib import Path
from typing import Any

from facegen.answers.run_view import ReportView, ShownMeasure
from facegen.errors import TrainingError
from facegen.processes import launch_detached
from facegen.training.outcome.export import export
from facegen.training.run.runs import Run

PROGRESS = re.compile(r"(\d+)%\|[^|]*\| \S+ (.*)")
SILENT_SEC = 300
"""A report that wrote nothing for so long has ended without a word."""


def begin_report(run: Run) -> None:
    """Export the newest checkpoint and measure it against the run's own faces.

    Raises:
        FacegenError: If there is no checkpoint yet, the faces are gone, or it is being measured.
    """
    known = report_of(run)
    if known and known.state == "running":
        raise TrainingError(f"{run.folder.name} is being measured already; see below.")
    faces = run.open_store()
    model = run.folder / "model"
    (model / "evaluation.json").unlink(missing_ok=True)
    export(run, model)

    def note_failure(status: int) -> None:
        if status and _console(run).exists():
            with _console(run).open("ab") as output:
                output.write(b"\nfailed\n")

    launch_detached(
        *("facegen.evaluation", "report", str(model), "--light", f"--store={faces.folder}"),
        console=_console(run),
        variables={"OMP_NUM_THREADS": "1"},  # the page and a run in progress need the other cores
        ended=note_failure,
    )


def report_of(run: Run) -> ReportView | None:
    """Return how a report goes or what it found; None if none was asked for."""
    console, found = _console(run), run.folder / "model" / "evaluation.json"
    if not console.exists():
        return None
    if found.exists():
        measures = json.loads(found.read_text(encoding="utf-8"))["measures"]
        return ReportView("done", measures=tuple(map(_shown, measures)))
    text = console.read_text(encoding="utf-8", errors="replace")
    lines = [line for line in re.split(r"[\r\n]+", text) if line.strip()]
    failed = bool(lines) and lines[-1] == "failed"
    if failed or time.time() - console.stat().st_mtime > SILENT_SEC:
        words = [line for line in lines if line != "failed"]
        return ReportView("failed", words=words[-1] if words else "It ended without a word.")
    steps = PROGRESS.findall(text)
    share, doing = steps[-1] if steps else ("0", "")
    return ReportView("running", done=int(share) / 100, doing=doing.strip() or "Reading")


def _shown(measure: dict[str, Any]) -> ShownMeasure:
    title, value, floor, note = (measure[key] for key in ("title", "value", "floor", "note"))
    return ShownMeasure(str(title), float(value), float(floor), str(note))


def _console(run: Run) -> Path:
    return run.folder / "evaluation.txt"
