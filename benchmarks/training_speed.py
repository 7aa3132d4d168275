"""How many images a second the engine trains on: python -m benchmarks.training_speed.

Whole training steps as a run takes them, penalty, augmentation and averaging included, on the
bundled faces. One line a preset.
"""

import argparse
import dataclasses
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch

from facegen.data.bundled import open_bundled
from facegen.data.parts import parts
from facegen.data.store import FaceStore
from facegen.training.engine.adversarial import Adversarial
from facegen.training.engine.batches import Draws, Faces
from facegen.training.engine.machine import Machine
from facegen.training.run.live import Live
from facegen.training.run.presets import PRESETS


def measure(preset: str, store: FaceStore, options: argparse.Namespace) -> str:
    """Train for a while and say how fast that went."""
    config = dataclasses.replace(
        PRESETS[preset], compile=options.compile, precision=options.precision
    )
    machine = Machine.prepare(config, options.device, options.threads)
    faces = Faces(store, parts(store)[0], config.model.scales_px[-1], machine.device)
    task = Adversarial(config, machine, faces)

    def step(number: int) -> float:
        started = time.perf_counter()
        draws = Draws.at(
            0, number, config.batch, len(faces), config.model.latent_dim, machine.world
        )
        task.step(draws.to(machine.device), number * config.batch, Live.of(config))
        if machine.device.type == "cuda":
            torch.cuda.synchronize()
        return time.perf_counter() - started

    interval = config.penalty_interval if config.penalty != "none" else 1
    for warm_up in (1, 2, interval):
        step(warm_up)
    deadline, plain, penalised, number = time.monotonic() + options.seconds, [], [], interval + 1
    while time.monotonic() < deadline or not plain or (interval > 1 and not penalised):
        (penalised if number % interval == 0 and interval > 1 else plain).append(step(number))
        number += 1

    def images_per_sec(summary: Callable[[list[float]], float]) -> float:
        mean = summary(plain)
        if interval > 1:
            mean = (mean * (interval - 1) + summary(penalised)) / interval
        return config.batch / mean

    return (
        f"{preset:>11}  {images_per_sec(statistics.median):7.2f} images/s by the median step, "
        f"{images_per_sec(min):7.2f} by the fastest  "
        f"(batch {config.batch}, {len(plain) + len(penalised)} steps)"
    )


def main() -> None:
    """Measure the presets asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("presets", nargs="*", default=["xs", "s", "original"])
    parser.add_argument("--seconds", type=float, default=15.0, help="at least, a preset")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", choices=["auto", "cpu", "cuda"], default="cpu")
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
    parser.add_argument("--compile", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = open_bundled(Path(folder))
        for preset in options.presets:
            print(measure(preset, store, options), flush=True)


if __name__ == "__main__":
    main()
