"""Time of every measure, on real faces in the samples' place.

    python -m benchmarks.evaluation_speed --store STORE [--only WORD]

`--only swd` and the like times just the measures whose name holds the word.
"""

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from facegen.data.store import open_store
from facegen.evaluation.copying import Space, pixels, search
from facegen.evaluation.coverage import density_and_coverage
from facegen.evaluation.kernel_distance import kernel_distance
from facegen.evaluation.real_faces import divide
from facegen.evaluation.report import Sizes
from facegen.evaluation.sharpness import sharpness
from facegen.evaluation.sliced_wasserstein import FULL, LIGHT
from facegen.gaussian import feature_distance
from facegen.models.attribute_net import AttributeNet
from facegen.shipped import checkpoint


def main() -> None:
    """Time and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--network", type=Path, default=checkpoint("attributes"))
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    store, network = open_store(options.store), AttributeNet.load(options.network)
    faces = divide(store)
    count = min(2000, len(faces.heldout))
    heldout, known = store.faces[faces.heldout[:count]], store.faces[faces.train[:count]]
    train = store.faces[faces.train]
    half, other = (store.faces[rows] for rows in faces.halves)
    full = min(len(half), len(other), Sizes().images)

    def described(of: np.ndarray) -> np.ndarray:
        return network.describe(of).features

    def space(name: str) -> Space:
        return Space(name, {"pixels": pixels, "features": described}[name], train)

    tasks: dict[str, Callable[[], object]] = {
        "one face described": lambda: described(heldout[:1]),
        f"{count:,} faces described": lambda: described(heldout),
        "swd light, 2,048 a side": lambda: LIGHT(half[:2048], other[:2048]),
        f"swd full, {full:,} a side": lambda: FULL(half[:full], other[:full]),
        "sharpness": lambda: sharpness(known, heldout),
        "copies in pixels": lambda: search(space("pixels"), heldout, known, Sizes().copies),
        "copies in features": lambda: search(space("features"), heldout, known, Sizes().copies),
    }
    if any(options.only in name for name in ("frechet", "kernel", "coverage")):
        real, ours = described(heldout), described(known)
        tasks |= {
            "frechet distance": lambda: feature_distance(ours, real),
            "kernel distance": lambda: kernel_distance(ours, real),
            "density and coverage": lambda: density_and_coverage(real, ours),
        }
    print(f"{len(train):,} train, {count:,} held-out faces of {store.size_px} px, ", end="")
    print(f"{os.cpu_count()} cores")
    for name, task in tasks.items():
        if options.only in name:
            print(f"{name:32} {1000 * seconds_of(task):10.1f} ms", flush=True)


def seconds_of(task: Callable[[], object]) -> float:
    """Return the median seconds of ten runs of a quick task, or of one of a slow one."""
    started = time.perf_counter()
    task()
    if (first := time.perf_counter() - started) > 1:
        return first
    times = []
    for _ in range(10):
        started = time.perf_counter()
        task()
        times.append(time.perf_counter() - started)
    return float(np.median(times))


if __name__ == "__main__":
    main()
