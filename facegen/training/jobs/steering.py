"""A run in progress as others steer it: let it wait, go on, change, stop.

All of it goes by the run's folder and by signals, so none of it needs the engine that trains.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psutil

from facegen.errors import TrainingError
from facegen.training.jobs.queue import launched_process
from facegen.training.run.process import BUSY, BUSY_HERE
from facegen.training.run.runs import Run

PATIENCE_SEC = 60.0
"""How long a process may take until it holds the run, reading torch from a cold disk included, and
until it has ended."""


def pause(run: Run) -> None:
    """Let the process wait after its step; it keeps its place and its memory, and saves first.

    Raises:
        TrainingError: If no process trains the run here.
    """
    if run.state not in BUSY_HERE:
        raise TrainingError(f"{run.folder.name} is {run.state}, so there is nothing to pause.")
    run.process.ask_to_pause(True)


def proceed(run: Run) -> None:
    """Let a paused process go on; nothing to do where none is paused."""
    run.process.ask_to_pause(False)


def change(run: Run, values: Mapping[str, Any]) -> None:
    """Change settings while the run trains, after its step, or when it next goes on.

    Args:
        run: The run.
        values: New values of some of `live.LIVE`.

    Raises:
        TrainingError: If one cannot be changed, its value means nothing, or the run trains on
            another machine, where nobody hears of it.
    """
    if run.process.elsewhere:
        raise TrainingError(
            f"{run.folder.name} trains on another machine, where it keeps its settings; stop it to "
            "go on with others."
        )
    run.wishes.wish(values)


def ask_to_stop(run: Run) -> None:
    """Ask for the end of a run after its step, without waiting; a queued one waits no longer.

    Whoever follows a job on another machine cancels it.

    Raises:
        TrainingError: If its process cannot be reached from here.
    """
    run.process.leave_queue()
    process = _process_of(run)
    if process is None and run.process.elsewhere:
        raise TrainingError(
            f"{run.folder.name} trains on another machine, and nobody follows it from here. Stop "
            f"it by: python -m facegen.training follow {run.folder} --stop"
        )
    if process is None:
        return
    if run.lock.holder is None:  # or a start that was stopped would look like one that failed
        (run.folder / "launched.json").unlink(missing_ok=True)
    with _reached(run, process):
        process.terminate()


def stop(run: Run, patience_sec: float = PATIENCE_SEC) -> None:
    """Ask for the end of a run after its step, and wait until it has saved and ended.

    Raises:
        TrainingError: If it does not end in time.
    """
    ask_to_stop(run)
    deadline = time.monotonic() + patience_sec
    while run.state in BUSY:
        if time.monotonic() > deadline:
            raise TrainingError(
                f"{run.folder.name} was asked to stop {patience_sec:.0f} seconds ago and still "
                "trains; it stops after its step, so look again soon, or end it at once."
            )
        time.sleep(0.05)


def kill(run: Run) -> None:
    """End a run at once; what came after its last checkpoint is done again when it goes on.

    Raises:
        TrainingError: If its process cannot be reached from here.
    """
    if run.process.elsewhere:
        ask_to_stop(run)  # to kill its follower would leave the job to itself, and it costs
        return
    run.process.leave_queue()
    process = _process_of(run)
    if process is None:
        return
    with _reached(run, process):
        process.kill()
        process.wait(PATIENCE_SEC)
    (run.folder / "launched.json").unlink(missing_ok=True)
    if not run.lock.is_held:
        run.process.end("stopped")


@contextmanager
def _reached(run: Run, process: psutil.Process) -> Iterator[None]:
    """Take a process that has ended for one that was reached.

    Raises:
        TrainingError: If it is somebody else's, or goes on all the same.
    """
    try:
        yield
    except psutil.NoSuchProcess:
        pass
    except psutil.AccessDenied as error:
        raise TrainingError(
            f"Process {process.pid}, which trains {run.folder.name}, belongs to somebody else; "
            "it can only be stopped by whoever started it."
        ) from error
    except psutil.TimeoutExpired as error:
        raise TrainingError(
            f"Process {process.pid}, which trains {run.folder.name}, was ended {PATIENCE_SEC:.0f} "
            "seconds ago and is still there; look again soon."
        ) from error


def _process_of(run: Run) -> psutil.Process | None:
    """Return the process that trains a run, or is about to."""
    process = run.lock.holder or launched_process(run)
    if process is None and run.lock.is_held:
        raise TrainingError(
            f"Process {run.lock.process}, which trains {run.folder.name}, cannot be seen from here "
            "(it may run in another container); stop it where it was started."
        )
    return process
