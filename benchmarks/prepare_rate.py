"""How many CelebA pictures a second `python -m facegen.data prepare` makes into faces of 64 px.

    python benchmarks/prepare_rate.py --source $FACEGEN_CELEBA

The whole command is timed, from starting the interpreter to the store lying in its place on the
disk, with one core allowed to it and with all, in turn.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def seconds(source: str, cores: set[int], folder: Path) -> tuple[float, int]:
    """Prepare a store on some cores.

    Returns:
        Seconds taken, and the number of faces made.
    """
    out = folder / "store"
    command = [sys.executable, "-m", "facegen.data", "prepare", "--source", source, "--json"]
    start = time.perf_counter()
    result = subprocess.run(
        [*command, "--out", str(out), "--force"],
        check=True,
        capture_output=True,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )
    return time.perf_counter() - start, json.loads(result.stdout)["count"]


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", default=os.environ.get("FACEGEN_CELEBA"))
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    if not options.source:
        parser.error("--source: must be given, or FACEGEN_CELEBA set")

    cores = os.sched_getaffinity(0)
    faces = 0
    rates: dict[int, list[float]] = {1: [], len(cores): []}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(options.repeats):
            for count, measured in rates.items():
                taken, faces = seconds(options.source, set(sorted(cores)[:count]), Path(folder))
                measured.append(faces / taken)
                print(f"{count} cores: {measured[-1]:.0f} pictures/s", file=sys.stderr)
    medians = {count: statistics.median(measured) for count, measured in rates.items()}
    print(
        json.dumps(
            {
                "pictures": faces,
                "pictures_per_second": {count: round(rate) for count, rate in medians.items()},
                "ratio": round(medians[len(cores)] / medians[1], 2),
                "repeats": options.repeats,
            }
        )
    )


if __name__ == "__main__":
    main()
