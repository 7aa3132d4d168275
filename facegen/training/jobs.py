"""Training as a process of its own, for whoever wants to go on doing something else.

    run = start(folder, store_folder, {"preset": "s", "minutes": 30})
    run.state, run.metrics()     # any time, from any process
    stop(run)

The process belongs to nobody: it outlives the one that started it, and the run's folder is all that
connects the two.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from facegen.errors import TrainingError
from facegen.training.runs import Run

ROOT = Path(__file__).parents[2]
PATIENCE_SEC = 60.0
"""How long a process may take until it holds the run, reading torch from a cold disk included."""


def start(folder: Path, store: Path, options: Mapping[str, object]) -> Run:
    """Start a new run in a process of its own.

    Args:
        folder: Of the run, not there yet.
        store: A prepared store.
        options: Of `python -m facegen.training start`, by name without dashes in front:
            `{"preset": "s", "minutes": 30}`.

    Returns:
        The run, once the process holds it.

    Raises:
        TrainingError: With the process's own last words, if it does not come that far.
    """
    given = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    return _launch(folder, ["start", f"--data={store}", f"--run={folder}", *given])


def resume(run: Run, options: Mapping[str, object] | None = None) -> Run:
    """Go on with a run in a process of its own; see `start`."""
    given = [f"--{name.replace('_', '-')}={value}" for name, value in (options or {}).items()]
    return _launch(run.folder, ["resume", str(run.folder), *given])


def stop(run: Run, patience_sec: float = PATIENCE_SEC) -> None:
    """Ask the process that trains a run to end, and wait until it has saved and done so.

    Raises:
        TrainingError: If it does not end in time.
    """
    lock = run.lock
    if not lock.is_held or lock.process is None:
        return
    os.kill(lock.process, signal.SIGTERM)
    deadline = time.monotonic() + patience_sec
    while lock.is_held:
        if time.monotonic() > deadline:
            raise TrainingError(
                f"Process {lock.process} was asked to stop {patience_sec:.0f} seconds ago and "
                f"still trains {run.folder}; it stops after its step, so look again soon."
            )
        time.sleep(0.05)


def _launch(folder: Path, arguments: list[str]) -> Run:
    folder.mkdir(parents=True, exist_ok=True)
    console = folder / "console.txt"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
        # Threads that wait must not spin: other processes, such as a page, need the cores too.
        "OMP_WAIT_POLICY": os.environ.get("OMP_WAIT_POLICY", "PASSIVE"),
    }
    with console.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "facegen.training", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
    threading.Thread(target=process.wait, daemon=True).start()  # leaves no zombie behind
    run, deadline = Run(folder), time.monotonic() + PATIENCE_SEC
    while not (run.lock.process == process.pid and run.lock.is_held):
        if process.poll() is not None or time.monotonic() > deadline:
            if process.returncode == 0:
                return run
            words = console.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise TrainingError(words[-1] if words else f"Training in {folder} did not start.")
        time.sleep(0.05)
    return run
