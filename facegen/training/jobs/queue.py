"""One run at a time: runs that wait for their turn, and starting the next.

There is no process that watches over the queue. Whoever looks may call `advance`: the page when it
looks at the runs, and each training process when it ends.
"""

import contextlib
import os
from pathlib import Path

import psutil

from facegen.errors import TrainingError
from facegen.files import read_json, write_json
from facegen.processes import core_count, find_process, launch_detached, remember_process
from facegen.training.run.lock import RunLock
from facegen.training.run.process import BUSY_HERE
from facegen.training.run.runs import Run, find_runs

NICENESS = 10
"""So that a page that answers a person goes before a run, which takes what is left."""


def waiting(home: Path) -> list[Run]:
    """Return the runs that wait for their turn, the first to come first."""
    runs = find_runs(home, "queue.json")
    since = {run.folder: run.process.waits_since for run in runs}
    queued = [
        run for run in runs if since[run.folder] is not None and run.process.state == "queued"
    ]
    return sorted(queued, key=lambda run: (since[run.folder], run.folder))


def advance(home: Path, at_once: int = 1) -> list[Run]:
    """Start the runs whose turn it is, without waiting for them.

    Args:
        home: Folder of the runs.
        at_once: How many may train at the same time.

    Returns:
        The runs started.
    """
    if not any(home.glob("*/queue.json")):
        return []
    started = []
    # If somebody else is at it, there is nothing left to do here.
    with contextlib.suppress(TrainingError), RunLock(home / "queue.lock").held():
        # What its process does is known of a run whose settings cannot be read, too.
        busy = sum(run.process.state in BUSY_HERE for run in find_runs(home))
        for run in waiting(home)[: max(0, at_once - busy)]:
            launch_run(run)
            started.append(run)
    return started


def launch_run(run: Run) -> None:
    """Start a process that goes on with a run."""
    words = [f"--threads={run.process.threads or core_count()}", f"--niceness={NICENESS}"]
    process = launch_detached(
        *("facegen.training", "resume", str(run.folder), *words),
        console=run.folder / "console.txt",
        # Threads that wait must not spin: other processes, such as a page, need the cores too.
        variables={"OMP_WAIT_POLICY": os.environ.get("OMP_WAIT_POLICY", "PASSIVE")},
    )
    with contextlib.suppress(psutil.NoSuchProcess):
        if not run.lock.is_held:
            write_json(run.folder / "launched.json", remember_process(psutil.Process(process.pid)))
    run.process.leave_queue()


def launched_process(run: Run) -> psutil.Process | None:
    """Return the process that was started for a run and does not hold it yet."""
    return find_process(read_json(run.folder / "launched.json"))
