"""Seconds of each average over the faces of a store, by how many faces match.

    python -m benchmarks.statistics_speed stores/celeba
    FACEGEN_CELEBA=PATH python -m benchmarks.full_size_store stores/celeba --out stores/full && \
        python -m benchmarks.statistics_speed stores/full

Each figure is the median of repeated calls in one process, nothing being kept between calls but
the histograms of all faces. `numpy` is numpy.median on the same faces, already in memory.
Memory is what the process grows by beside the mapped files.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from facegen.attributes import Query
from facegen.data.store import open_store
from facegen.statistics import Deviation, Mean, Median, Population, Quantile, Selection
from facegen.statistics.faces import warm_up
from facegen.statistics.selection import bits_from

SHARES = (0.001, 0.01, 0.05, 0.25, 0.4, 0.5, 0.6, 0.75, 1.0)
STATISTICS: dict[str, Callable[[Selection], np.ndarray]] = {
    "mean": Mean(),
    "median": Median(),
    "quantile 0.9": Quantile(0.9),
    "deviation": Deviation(),
}


def main() -> None:
    """Print a table in Markdown."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("store", type=Path)
    options.add_argument("--repeats", type=int, default=7)
    options.add_argument("--numpy-faces", type=int, default=12_000)
    given = options.parse_args()
    population = Population(open_store(given.store))
    before = own_memory_mb()
    warm_up(population)
    count = population.store.count
    print(f"{count:,} faces of {population.store.size_px} px, milliseconds\n")
    print("| faces that match | " + " | ".join(STATISTICS) + " |")
    print("| --- |" + " ---: |" * len(STATISTICS))
    for selection in selections(population):
        taken = [
            1000 * median_seconds(lambda s=statistic, f=selection: s(f), given.repeats)
            for statistic in STATISTICS.values()
        ]
        numbers = " | ".join(f"{value:.1f}" for value in taken)
        print(f"| {selection.support:,} ({selection.support / count:.1%}) | {numbers} |")
    print(f"\nmemory beside the mapped files: +{own_memory_mb() - before:.0f} MB")
    compare_with_numpy(population, given.numpy_faces)


def selections(population: Population) -> list[Selection]:
    """Return random selections of several sizes, and one by attributes where there are any."""
    rng = np.random.default_rng(0)
    count = population.store.count
    made = []
    for share in SHARES:
        rows = rng.permutation(count)[: max(1, round(share * count))]
        bits = bits_from(rows, count)
        made.append(Selection(population, Query(), bits, len(rows)))
    if "Male" in population.store.attribute_names:
        made.append(population.select(Query(("Male",))))
    return made


def compare_with_numpy(population: Population, faces: int) -> None:
    """Time both on the same faces, in one run."""
    selection = population.select(sample_size=faces)
    copied = np.ascontiguousarray(population.store.faces[selection.rows])
    ours = median_seconds(lambda: Median()(selection), 7)
    started = time.perf_counter()
    expected = np.median(copied, axis=0).astype(np.float32)
    numpy = time.perf_counter() - started
    same = np.array_equal(expected, Median()(selection))
    print(
        f"numpy.median of {selection.support:,} faces: {numpy:.2f} s, here {ours * 1000:.1f} ms: "
        f"{numpy / ours:.0f} times as fast, equal to the last bit: {same}"
    )


def median_seconds(call: Callable[[], object], repeats: int) -> float:
    """Return the median time of a call, after one that is not counted."""
    call()
    taken = []
    for _ in range(repeats):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def own_memory_mb() -> float:
    """Return the anonymous memory of this process."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("this machine does not tell a process's own memory")


if __name__ == "__main__":
    main()
