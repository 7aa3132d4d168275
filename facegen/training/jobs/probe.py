"""How fast a run would be, found out by some of its real steps before it is begun."""

import json
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from facegen.data.parts import parts
from facegen.data.store import FaceStore, open_store
from facegen.errors import TrainingError
from facegen.processes import launch
from facegen.training.engine.adversarial import Adversarial
from facegen.training.engine.batches import Draws, Faces
from facegen.training.engine.grow import configure_run, read_smaller
from facegen.training.engine.machine import Machine
from facegen.training.engine.regression import Regression
from facegen.training.jobs.limits import disk_bytes
from facegen.training.run.config import TrainingConfig
from facegen.training.run.live import Live

STEPS_SEC = 4.0
POLL_SEC = 0.05


@dataclass(frozen=True)
class Estimate:
    """What a run would take.

    Attributes:
        images_per_sec: Training images a second, penalties included, samples and measures not.
        kimg: The budget in thousand images.
        minutes: The budget in minutes.
        bytes: About how much room it takes on disk.
    """

    images_per_sec: float
    kimg: float
    minutes: float
    bytes: int


def estimate(
    store: Path,
    options: Mapping[str, Any],
    cancelled: Callable[[], bool] = lambda: False,
    threads: int = 0,
    grow: Path | None = None,
) -> Estimate | None:
    """Try a run for some seconds, in a process of its own.

    Whatever else the machine does meanwhile, a run in progress too, slows it as it would the run.

    Args:
        store: A prepared store.
        options: Of the run, see `presets.configure`.
        cancelled: Asked again and again; the process is ended once it says so.
        threads: CPU threads; 0 means all cores.
        grow: A smaller run or checkpoint to begin with; None begins anew.

    Returns:
        What the run would take; None if cancelled.

    Raises:
        FacegenError: If there is no such run, or its steps fail.
    """
    configure_run(options, open_store(store), read_smaller(grow) if grow else None)
    words = [f"--data={store}", f"--options={json.dumps(dict(options))}"]
    words += [f"--seconds={STEPS_SEC}", f"--threads={threads}"]
    words += [f"--grow={grow}"] if grow else []
    with launch(
        *("facegen.training", "probe", *words),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while True:
            try:
                answer, said = process.communicate(timeout=POLL_SEC)  # or a full pipe stops it
                break
            except subprocess.TimeoutExpired:
                if cancelled():
                    process.kill()
                    return None
    if process.returncode:
        lines = said.strip().splitlines()
        raise TrainingError(lines[-1] if lines else "The trial steps ended without a word.")
    return Estimate(**json.loads(answer))


def measure(config: TrainingConfig, machine: Machine, store: FaceStore, seconds: float) -> Estimate:
    """Take steps of a run for some seconds and say what the whole of it would take."""
    faces = Faces(store, parts(store)[0], config.model.scales_px[-1], machine.device)
    task = (Regression if config.loss == "pixel" else Adversarial)(config, machine, faces)
    live, batch = Live.of(config), config.batch

    def step(number: int) -> float:
        started = time.perf_counter()
        draws = Draws.at(0, number, batch, len(faces), config.model.latent_dim, machine.world)
        seen = task.step(draws.to(machine.device), number * batch, live)
        _ = [float(value) for value in seen.values()]  # waits for an accelerator
        return time.perf_counter() - started

    interval = config.penalty_interval if config.penalty != "none" else 1
    step(0)
    step(1)
    plain, penalised = [step(2)], [step(interval)]
    deadline, number = time.monotonic() + seconds, 3
    while time.monotonic() < deadline:
        (penalised if number % interval == 0 else plain).append(step(number))
        number += 1
    mean = (statistics.median(plain) * (interval - 1) + statistics.median(penalised)) / interval
    pace = batch / mean
    kimg, minutes = config.budget.kimg(pace), config.budget.minutes(pace)
    return Estimate(round(pace, 1), round(kimg, 1), round(minutes, 2), disk_bytes(config))
