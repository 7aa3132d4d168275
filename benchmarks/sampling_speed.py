"""Time and quality of pixel statistics, dependence and samples.

    python -m benchmarks.sampling_speed --store STORE [--eigenfaces]

Each time is the median of ten runs, after one that is not counted. `--eigenfaces` also works the
store's eigenfaces out anew, which takes seconds.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from facegen.attributes import Query
from facegen.data.bundled import open_bundled
from facegen.data.store import FaceStore, open_store
from facegen.statistics.dependence import PixelCorrelation
from facegen.statistics.pixels import PixelDistribution
from facegen.statistics.samplers import pixel_kernels
from facegen.statistics.samplers.eigenface_gaussian import EigenfaceSampler
from facegen.statistics.samplers.eigenface_index import write_eigenfaces
from facegen.statistics.samplers.patches import PatchSampler
from facegen.statistics.samplers.pixel_gaussian import GaussianPixelSampler
from facegen.statistics.samplers.samplers import neighbour_difference
from facegen.statistics.selection import Population, Selection

SAMPLES = 256


def main() -> None:
    """Time and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--eigenfaces", action="store_true")
    options = parser.parse_args()
    store = open_store(options.store)
    pixel_kernels.warm_up()
    print(f"{store.count:,} faces of {store.size_px} px, {os.cpu_count()} cores")
    if options.eigenfaces:
        time_eigenfaces(store)
    time_bundled()
    population = Population(store)
    queries = [Query()]
    if "Smiling" in store.attribute_names:
        queries.append(Query(("Smiling",)))
    for query in queries:
        selection = population.select(query)
        print(f"\n{query}: {selection.support:,} faces")
        time_statistics(selection)
        time_samples(selection)


def time_eigenfaces(store: FaceStore) -> None:
    """Work the eigenfaces out anew, beside those that are kept."""
    before, most = own_memory_mb(), 0.0

    def watch(share: float) -> None:
        nonlocal most
        most = max(most, own_memory_mb())

    with tempfile.TemporaryDirectory() as folder:
        seconds = seconds_of(lambda: write_eigenfaces(store, Path(folder), progress=watch), runs=1)
    report("eigenfaces worked out", seconds)
    print(f"    memory grown by {most - before:,.0f} MB, files not counted")


def time_bundled() -> None:
    """Open the bundled faces for the first and a later time."""
    with tempfile.TemporaryDirectory() as home:
        first = seconds_of(lambda: open_bundled(Path(home)), runs=1)
        report("bundled faces, first use", first)
        report("bundled faces, later", seconds_of(lambda: open_bundled(Path(home))))


def time_statistics(selection: Selection) -> None:
    """Time what the Pixels tab asks at a click."""
    middle = selection.population.store.size_px // 2
    report("pixel distribution", seconds_of(lambda: PixelDistribution(middle, middle)(selection)))
    report("pixel correlation", seconds_of(lambda: PixelCorrelation(middle, middle)(selection)))


def time_samples(selection: Selection) -> None:
    """Time samples of every model, and say how noisy they are beside real faces."""
    store, seeds = selection.population.store, range(SAMPLES)
    rows = np.random.default_rng(0).choice(selection.rows, min(SAMPLES, selection.support), False)
    print(f"{SAMPLES} samples; neighbour difference of real faces: ", end="")
    print(f"{neighbour_difference(store.faces[np.sort(rows)]):.2f}")
    for patch_px in (1, 2, 4, 8, 16, 32):
        sampler = PatchSampler(patch_px)
        samples = sampler(selection, seeds)
        report(f"patches of {patch_px} px", seconds_of(lambda: sampler(selection, seeds)), samples)  # noqa: B023
    report("pixel Gaussian, fit", seconds_of(lambda: GaussianPixelSampler().fit(selection)))
    fitted = GaussianPixelSampler().fit(selection)
    report("pixel Gaussian", seconds_of(lambda: fitted.sample(seeds)), fitted.sample(seeds))
    for components in (32, 128, 256):
        eigenfaces = EigenfaceSampler(components)
        name = f"{components} eigenfaces"
        report(f"{name}, fit", seconds_of(lambda: eigenfaces.fit(selection)))  # noqa: B023
        model = eigenfaces.fit(selection)
        report(name, seconds_of(lambda: model.sample(seeds)), model.sample(seeds))  # noqa: B023
        print(f"    share of variance {model.share_explained:.4f}, shrinkage {model.shrinkage:.4f}")


def report(name: str, seconds: float, samples: np.ndarray | None = None) -> None:
    """Print one line."""
    noise = (
        "" if samples is None else f"   neighbour difference {neighbour_difference(samples):.2f}"
    )
    print(f"{name:32} {1000 * seconds:10.1f} ms{noise}", flush=True)


def seconds_of(task: Callable[[], object], runs: int = 10) -> float:
    """Return the median seconds of some runs, after one more if there are several."""
    times = []
    for _ in range(runs + (runs > 1)):
        started = time.perf_counter()
        task()
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:] or times)


def own_memory_mb() -> float:
    """Return the memory this process holds beside mapped files, MB (0 where Linux is not)."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) / 1000 for line in lines if line.startswith("RssAnon"))


if __name__ == "__main__":
    main()
