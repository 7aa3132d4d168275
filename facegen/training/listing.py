"""What `facegen training` does without the engine: list runs, steer, delete, put them back."""

import argparse
from collections.abc import Callable
from typing import Any

from facegen.command_line import OptionError, Outcome, misuse_if
from facegen.config import Settings
from facegen.counting import counted
from facegen.errors import FacegenError, TrainingError
from facegen.metrics import Metric
from facegen.training.jobs import steering, trash
from facegen.training.run.live import LIVE, checked_changes
from facegen.training.run.runs import Run, find_runs
from facegen.training.run.trackers import csv_of, open_tracker, report_metrics


def show(options: argparse.Namespace) -> Outcome:
    """List the runs of a folder."""
    home = options.folder or Settings.from_environment().runs_home
    if options.folder and not home.is_dir():
        raise FacegenError(f"FOLDER: {home} is no folder; name one in which runs lie.")
    runs = [_listed(run) for run in find_runs(home)]
    return Outcome(runs, "\n".join(map(_words, runs)) or f"There is no run in {home}.")


def metrics(options: argparse.Namespace) -> Outcome:
    """Say what a run measured, or hand it on."""
    run = Run.open(options.run)
    if options.follow and not options.report_to:
        raise OptionError("--follow: goes with --report-to, which says where the report goes.")
    if options.report_to:
        count = report_metrics(run, open_tracker(options.report_to, run), options.follow)
        return Outcome({"lines": count}, f"{count} lines of {run.folder}: {options.report_to}")
    lines = run.metrics()
    newest = {name: value for line in lines for name, value in line.items()}
    words = "\n".join(f"{name}  {value}" for name, value in newest.items())
    return Outcome(lines, csv_of(lines).rstrip("\n") if options.csv else words)


def pause(options: argparse.Namespace) -> Outcome:
    """Let a run wait."""
    return _steered(options, steering.pause)


def proceed(options: argparse.Namespace) -> Outcome:
    """Let a paused run go on."""
    return _steered(options, steering.proceed)


def stop(options: argparse.Namespace) -> Outcome:
    """End a run after its step, or at once."""
    return _steered(options, steering.kill if options.now else steering.stop)


def change(options: argparse.Namespace) -> Outcome:
    """Change settings of a run while it trains."""
    given = {name: vars(options)[name] for name in LIVE if vars(options)[name] is not None}
    with misuse_if(TrainingError):
        checked_changes(given)
    return _steered(options, lambda run: steering.change(run, given))


def _steered(options: argparse.Namespace, act: Callable[[Run], object]) -> Outcome:
    run = Run.open(options.run)
    act(run)
    return outcome(run)


def delete(options: argparse.Namespace) -> Outcome:
    """Move a run to the trash."""
    token = trash.delete(Run.open(options.run))
    home = options.run.absolute().parent
    words = f"To have it back: python -m facegen.training restore {home} {token}"
    return Outcome({"folder": str(home), "token": token}, words)


def restore(options: argparse.Namespace) -> Outcome:
    """Put a deleted run back."""
    return outcome(trash.restore(options.folder, options.token))


def outcome(run: Run) -> Outcome:
    """Say how a run is after something was done with it."""
    return Outcome(as_values(run), f"{run.folder} is {run.state}")


def as_values(run: Run) -> dict[str, Any]:
    """Sum up a run as plain values."""
    lines = run.metrics()
    return {
        "folder": str(run.folder),
        "preset": run.config.preset,
        "images": lines[-1][Metric.IMAGES] if lines else 0,
        "state": run.state,
    }


def _listed(run: Run) -> dict[str, Any]:
    """Sum up a run, whatever its files hold: it must not hide the others."""
    try:
        return as_values(run)
    except Exception:
        return {"folder": str(run.folder), "preset": "", "images": 0, "state": "unreadable"}


def _words(run: dict[str, Any]) -> str:
    if not run["preset"]:
        return f"{run['folder']}  {run['state']}"
    return f"{run['folder']}  {run['preset']}  {counted(run['images'], 'image')}  {run['state']}"
