"""How fast each shape trains here, one line of JSON each: a process of its own, which may fail.

    python -m facegen.training.sprint.trials STORE sprint-l:64 sprint-m:64 ...

It says how long it took to begin, too. With --compile each is tried as it is and compiled, which
leaves compiled kernels on disk for whoever trains next.
"""

import argparse
import dataclasses
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

from facegen.command_line import Parser, number, run_command
from facegen.data.parts import parts
from facegen.data.store import FaceStore, open_store
from facegen.training.engine.adversarial import Adversarial
from facegen.training.engine.batches import Draws, Faces
from facegen.training.engine.machine import Machine
from facegen.training.run.config import TrainingConfig
from facegen.training.run.live import Live
from facegen.training.sprint.shapes import shape


def pace(config: TrainingConfig, machine: Machine, faces: Faces, seconds: float) -> float:
    """Return how many images a second a configuration trains on.

    Whole intervals from one penalty to the next are timed, and the device is waited for after each
    interval alone, as a run does not wait for it after every step either.

    Args:
        config: Of the run.
        machine: Where to compute.
        faces: What to train on.
        seconds: How long to measure, at least.
    """
    task, live, batch = Adversarial(config, machine, faces), Live.of(config), config.batch

    def step(index: int) -> None:
        draws = Draws.at(0, index, batch, len(faces), config.model.latent_dim, machine.world)
        task.step(draws.to(machine.device), index * batch, live)

    for warm_up in range(3):  # the first of them with the penalty
        step(warm_up)
    _wait(machine)
    began, index = time.perf_counter(), config.penalty_interval
    while True:
        for _ in range(config.penalty_interval):
            step(index)
            index += 1
        _wait(machine)
        spent = time.perf_counter() - began
        if spent >= seconds:
            return (index - config.penalty_interval) * batch / spent


def _wait(machine: Machine) -> None:
    if machine.device.type == "cuda":
        torch.cuda.synchronize(machine.device)


def try_each(
    store: FaceStore, candidates: Sequence[str], device: str, seconds: float, compiled: bool
) -> Iterator[dict[str, object]]:
    """Try candidates one after the other.

    Args:
        store: The faces.
        candidates: `name:batch` each.
        device: As `Machine.prepare` takes it.
        seconds: To measure each.
        compiled: Whether each is tried compiled too.

    Yields:
        What was tried and `images_per_sec`, or `error`.
    """
    loaded: dict[int, Faces] = {}
    for candidate in candidates:
        name, _, batch = candidate.partition(":")
        for compile in (False, True) if compiled else (False,):
            config = dataclasses.replace(shape(name, int(batch)), compile=compile)
            tried = {"shape": name, "batch": config.batch, "compile": compile}
            try:
                machine = Machine.prepare(config, device)
                px = config.model.scales_px[-1]
                if px not in loaded:
                    loaded[px] = Faces(store, parts(store)[0], px, machine.device)
                images_per_sec = pace(config, machine, loaded[px], seconds)
                yield {**tried, "images_per_sec": round(images_per_sec, 1)}
            except Exception as error:  # whatever it is, the next one may do
                yield {**tried, "error": f"{type(error).__name__}: {str(error)[:300]}"}
            if torch.cuda.is_available():
                torch.cuda.empty_cache()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = Parser(prog="python -m facegen.training.sprint.trials", description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("candidates", nargs="+", metavar="NAME:BATCH")
    parser.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
    parser.add_argument("--seconds", type=number(0.1, 60), default=3.0, help="to measure each")
    parser.add_argument("--compile", action="store_true", help="try each compiled too")
    return run_command(parser, arguments, _act)


def _act(options: argparse.Namespace) -> None:
    store = open_store(options.store)
    for line in try_each(
        store, options.candidates, options.device, options.seconds, options.compile
    ):
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    sys.exit(main())
