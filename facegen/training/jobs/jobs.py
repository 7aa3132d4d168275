"""Training as a process of its own, for whoever wants to go on doing something else.

    run = start(folder, store_folder, {"preset": "s", "minutes": 30})
    run.state, run.heartbeat, run.metrics()     # any time, from any process
    steering.stop(run)                          # see steering.py for what else
    resume(run)

The process belongs to nobody: it outlives the one that started it, and the run's folder is all that
connects the two. Of the runs in one folder one trains at a time and the others wait; see queue.py.
"""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from facegen.data.store import open_store
from facegen.errors import TrainingError
from facegen.training.engine.grow import configure_run, plant, read_smaller
from facegen.training.jobs.branches import add_branch, checkpoint_of
from facegen.training.jobs.limits import Limits
from facegen.training.jobs.queue import advance
from facegen.training.jobs.steering import PATIENCE_SEC
from facegen.training.run.budget import UNITS
from facegen.training.run.config import TrainingConfig
from facegen.training.run.presets import changed
from facegen.training.run.process import BUSY
from facegen.training.run.runs import Run

LIMITS = Limits()


def start(
    folder: Path,
    store: Path,
    options: Mapping[str, Any],
    threads: int = 0,
    wait: bool = True,
    limits: Limits = LIMITS,
    grow: Path | None = None,
    detail: Path | None = None,
) -> Run:
    """Start a new run in a process of its own, or let it wait for its turn.

    Args:
        folder: Of the run, not there yet; the folder it lies in is the one of all runs.
        store: A prepared store.
        options: `preset` and others, see `presets.configure`.
        threads: CPU threads; 0 means all cores, of which others may take what they need.
        wait: Whether to return only once the process holds the run (some seconds).
        limits: What it may cost.
        grow: A smaller run or checkpoint to begin with, see `grow.read_smaller`; None begins anew.
        detail: One that has grown so already, whose detail it begins with.

    Raises:
        FacegenError: If it cannot be trained, before anything is made; or, if `wait`, with the
            process's own last words.
    """
    faces = open_store(store)
    smaller = read_smaller(grow, detail) if grow else None
    config = configure_run(options, faces, smaller)
    limits.check(folder.parent, config)
    run = Run.create(folder, config, faces)
    if smaller:
        plant(run, smaller)
    return _enter(run, threads, wait)


def resume(
    run: Run,
    options: Mapping[str, Any] | None = None,
    threads: int = 0,
    wait: bool = True,
    limits: Limits = LIMITS,
) -> Run:
    """Go on with a run from its newest checkpoint; see `start`.

    Args:
        run: Not training now.
        options: A new budget, `kimg` or `minutes`, counted from the beginning of the run; None
            leaves it as it is.
        threads: See `start`.
        wait: See `start`.
        limits: See `start`.

    Raises:
        FacegenError: If it trains already, or its budget is spent; else as `start`.
    """
    _require_idle(run)
    others = [name for name in options or {} if name not in UNITS]
    if others:
        raise TrainingError(
            f"A run goes on with the settings it began with, so {', '.join(others)} cannot be "
            "chosen now; change a rate while it trains, or branch a new run."
        )
    config = changed(run.config, options or {})
    _require_means(run, config, limits, run.spent(config))
    if config != run.config:
        run.write_config(config)
    return _enter(run, threads, wait)


def restart(run: Run, images: int, threads: int = 0, wait: bool = True) -> Run:
    """Go back to a kept checkpoint, forget what came after it, and go on from there.

    Args:
        run: Not training now.
        images: Training images of the checkpoint.
        threads: See `start`.
        wait: See `start`.

    Raises:
        FacegenError: If there is no such checkpoint; else as `resume`.
    """
    _require_idle(run)
    checkpoint_of(run, images)
    _require_means(run, run.config, LIMITS, run.spent(run.config, images))
    run.rewind(images)
    run.wishes.forget(images)
    return _enter(run, threads, wait)


def branch(
    run: Run,
    images: int,
    folder: Path,
    options: Mapping[str, Any],
    threads: int = 0,
    wait: bool = True,
    limits: Limits = LIMITS,
) -> Run:
    """Start a new run from a kept checkpoint of another, which stays as it is.

    Args:
        run: Where it branches off; may be training.
        images: Training images of the checkpoint.
        folder: Of the new run.
        options: What is to be different from there on; the model stays. A budget is counted from
            the beginning of the other run.
        threads: See `start`.
        wait: See `start`.
        limits: See `start`.

    Raises:
        FacegenError: If there is no such checkpoint, it has spent the budget, or an option cannot
            be changed; else as `start`.
    """
    config = changed(run.config, options)
    checkpoint_of(run, images)
    limits.check(folder.parent, config)
    _require_budget(run, config, run.spent(config, images))
    return _enter(add_branch(run, images, folder, options), threads, wait)


def _enter(run: Run, threads: int, wait: bool) -> Run:
    """Queue a run, start it if it is its turn, and perhaps wait until it trains."""
    run.process.queue(threads)
    advance(run.folder.parent)
    deadline = time.monotonic() + PATIENCE_SEC
    while wait and run.state == "starting" and time.monotonic() < deadline:
        time.sleep(0.05)
    if wait and run.state in ("starting", "failed"):
        raise TrainingError(run.last_words or f"Training in {run.folder} did not start.")
    return run


def _require_means(run: Run, config: TrainingConfig, limits: Limits, spent: float) -> None:
    """Refuse a run that is too dear, has spent its budget, or whose faces are gone."""
    limits.check(run.folder.parent, config, new=False)
    _require_budget(run, config, spent)
    run.open_store()


def _require_budget(run: Run, config: TrainingConfig, spent: float) -> None:
    if spent >= 1:
        raise TrainingError(
            f"{run.folder.name} has spent its budget of {config.budget}; give it more --minutes "
            "or --kimg to go on."
        )


def _require_idle(run: Run) -> None:
    state = run.state
    if state in BUSY or state == "queued":
        raise TrainingError(f"{run.folder.name} is {state} already; stop it first.")
