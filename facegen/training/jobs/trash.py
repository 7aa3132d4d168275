"""Runs that were deleted, for as long as somebody may want them back."""

import shutil
import time
from pathlib import Path

from facegen.errors import TrainingError
from facegen.training.run.process import BUSY
from facegen.training.run.runs import Run

TRASH = ".trash"
KEPT_SEC = 7 * 24 * 3600


def delete(run: Run) -> str:
    """Move a run to the trash of its folder, from which it is gone for good after a week.

    Returns:
        What to give to `restore` to have it back.

    Raises:
        TrainingError: If a process trains it.
    """
    if run.state in BUSY:
        raise TrainingError(f"{run.folder.name} is {run.state}; stop it before deleting it.")
    Run.open(run.folder)
    run.process.leave_queue()
    trash = run.folder.parent / TRASH
    trash.mkdir(exist_ok=True)
    empty(run.folder.parent, KEPT_SEC)
    token = f"{time.time_ns()}-{run.folder.name}"
    run.folder.rename(trash / token)
    return token


def restore(home: Path, token: str) -> Run:
    """Put a deleted run back where it was.

    Args:
        home: Folder of the runs.
        token: What `delete` returned.

    Raises:
        TrainingError: If it is gone for good, or another run has its name now.
    """
    kept = {path.name: path for path in (home / TRASH).glob("[0-9]*-*")}
    if token not in kept:
        raise TrainingError("That run is not in the trash any more, so it cannot be put back.")
    place = home / token.partition("-")[2]
    if place.exists():
        raise TrainingError(
            f"There is another run named {place.name} now; delete or rename it, then undo again."
        )
    return Run(kept[token].rename(place))


def empty(home: Path, older_than_sec: float = 0.0) -> None:
    """Delete for good what has been in the trash for some time."""
    for path in (home / TRASH).glob("[0-9]*-*"):
        when = path.name.partition("-")[0]
        if when.isdigit() and time.time() - int(when) / 1e9 >= older_than_sec:
            shutil.rmtree(path, ignore_errors=True)
