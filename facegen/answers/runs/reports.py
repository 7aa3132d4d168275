"""Measuring a run from the page: a process of its own, how far it is, and what it found.

model/              the newest checkpoint as it was exported, with evaluation.json beside it, and
                    progress.json as long as it is not there, whoever measures
evaluation.txt      what the process started here says
"""

import json
from pathlib import Path
from typing import Any

from facegen.answers.runs.view import ReportView, ShownMeasure
from facegen.errors import TrainingError, without_paths
from facegen.evaluation.underway import Underway
from facegen.processes import launch_detached
from facegen.progress import PROGRESS_FILE
from facegen.training.outcome.export import export
from facegen.training.run.runs import Run


def begin_report(run: Run) -> None:
    """Export the newest checkpoint and measure it against the run's own faces.

    Raises:
        FacegenError: If there is no checkpoint yet, the faces are gone, or it is being measured.
    """
    known = report_of(run)
    if known and known.state == "running":
        raise TrainingError(f"{run.folder.name} is being measured already; see below.")
    faces, model, console = run.open_store(), model_of(run), run.folder / "evaluation.txt"
    (model / "evaluation.json").unlink(missing_ok=True)
    export(run, model)
    Underway(doing="Starting").write(model)
    place = model / PROGRESS_FILE
    begun = place.stat().st_mtime_ns

    def note_failure(status: int) -> None:
        """Say why it ended before it could say anything itself, or another report had begun."""
        if status and place.exists() and place.stat().st_mtime_ns == begun:
            said = console.read_text(encoding="utf-8", errors="replace").split("\n")
            words = [line for line in said if line.strip()]
            Underway(failed=words[-1] if words else f"It ended with status {status}.").write(model)

    launch_detached(
        *("facegen.evaluation", "report", str(model), "--light", f"--store={faces.folder}"),
        console=console,
        variables={"OMP_NUM_THREADS": "1"},  # the page and a run in progress need the other cores
        ended=note_failure,
    )


def report_of(run: Run) -> ReportView | None:
    """Return how a report goes or what it found; None if none was asked for."""
    model = model_of(run)
    if report := Underway.read(model):
        if report.failed:
            return ReportView("failed", words=without_paths(report.failed))
        return ReportView("running", done=report.done, doing=report.doing)
    report = model / "evaluation.json"
    if not report.exists():
        return None
    measures = json.loads(report.read_text(encoding="utf-8"))["measures"]
    return ReportView("done", done=1.0, measures=tuple(map(_shown, measures)))


def report_stamp(run: Run) -> tuple:
    """Return what changes whenever `report_of` would."""
    model = model_of(run)
    report = model / "evaluation.json"
    return Underway.read(model), report.stat().st_mtime_ns if report.exists() else 0


def model_of(run: Run) -> Path:
    """Return where the newest checkpoint of a run is exported to."""
    return run.folder / "model"


def _shown(measure: dict[str, Any]) -> ShownMeasure:
    title, value, floor, note = (measure[key] for key in ("title", "value", "floor", "note"))
    return ShownMeasure(str(title), float(value), float(floor), str(note))
