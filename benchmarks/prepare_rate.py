"""How many CelebA pictures a second are made into faces of 64 px, by one process and by two.

    python -m benchmarks.prepare_rate --source PATH

From the first picture read to the whole store on the disk; the two take turns, and the medians of
their repeats are compared.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from facegen.data.prepare import prepare
from facegen.data.sources.detect import open_source
from facegen.data.sources.source import Source


def pictures_per_second(source: Source, processes: int) -> float:
    """Prepare a store that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        made = prepare(source, Path(folder) / "store", processes=processes)
        return made.count / (time.perf_counter() - started)


def main() -> None:
    """Print one line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--source", type=Path, required=True)
    options.add_argument("--repeats", type=int, default=3)
    given = options.parse_args()
    source = open_source(given.source)
    rates = [
        [pictures_per_second(source, processes) for processes in (1, 2)]
        for _ in range(given.repeats)
    ]
    one, two = (statistics.median(column) for column in zip(*rates, strict=True))
    print(
        f"{len(source):,} pictures: {one:,.0f} a second in one process, {two:,.0f} in two, "
        f"{two / one:.2f} times as many"
    )


if __name__ == "__main__":
    main()
