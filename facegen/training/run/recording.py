"""A recording: what a run showed, small enough to ship, without anything to go on from.

    python -m facegen.training.run.recording RUN --out checkpoints/NAME/recording

It is laid out like a run, so whatever shows a run shows it: configuration, metrics, the last line
of the log and samples of up to 24 times, or `--times`, as WebP.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from facegen.command_line import Outcome, Parser, run_command, whole_number
from facegen.decoding import decode
from facegen.errors import TrainingError
from facegen.files import write_whole
from facegen.training.run.runs import Run

MOST_TIMES = 24
QUALITY = 82


def record(run: Run, out: Path, most: int = MOST_TIMES) -> list[int]:
    """Write the recording of a run.

    Args:
        run: The run.
        out: Folder to make.
        most: Of how many times to keep samples; the ends stay.

    Returns:
        Of which times there are samples, in training images.

    Raises:
        TrainingError: If the run has no samples yet, or `out` is there already.
    """
    if not run.snapshots():
        raise TrainingError(f"{run.folder} has no samples yet; record it once it has trained.")
    if out.exists():
        raise TrainingError(f"--out: {out} is there already; delete it or choose another folder.")
    times = choose_times(run.snapshots(), most)
    for px in run.scales_px:
        folder = out / "grids" / f"{px:03d}px"
        folder.mkdir(parents=True)
        for images in times:
            sheet = decode(run.grid_path(images, px).read_bytes(), shortest_px=1)
            Image.fromarray(sheet).save(
                folder / f"{images:09d}.webp", quality=QUALITY, method=6, lossless=px < 16
            )
    write_whole(out / "config.json", run.config.to_json().encode())
    faces = {**run.faces, "folder": ""}
    write_whole(out / "store.json", (json.dumps(faces, indent=1) + "\n").encode())
    lines = "".join(json.dumps(_short(line)) + "\n" for line in run.metrics())
    write_whole(out / "metrics.jsonl", lines.encode())
    write_whole(out / "log.txt", (run.last_words + "\n").encode())
    return times


def choose_times(times: Sequence[int], most: int) -> list[int]:
    """Choose times, ever farther apart, as samples change ever more slowly; the ends stay."""
    if len(times) <= most:
        return list(times)
    # A square root lies between equal steps, which skip the start, and equal ratios.
    places = np.linspace(0, np.sqrt(times[-1]), most) ** 2
    nearest = {min(times, key=lambda time: abs(time - place)) for place in places}
    return sorted(nearest | {times[0], times[-1]})


def _short(line: dict[str, float]) -> dict[str, float]:
    """Keep five digits of each figure but the counts."""
    return {k: v if isinstance(v, int) else float(f"{v:.5g}") for k, v in line.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = Parser(prog="python -m facegen.training.run.recording", description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder to make")
    parser.add_argument(
        "--times",
        type=whole_number(2),
        default=MOST_TIMES,
        metavar="N",
        help="samples of how many times",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return run_command(parser, arguments, _act)


def _act(options: argparse.Namespace) -> Outcome:
    times = record(Run.open(options.run), options.out, options.times)
    size = sum(path.stat().st_size for path in options.out.rglob("*") if path.is_file())
    words = f"{options.out}: samples of {len(times)} times, {size / 1e6:.2f} MB"
    return Outcome({"folder": str(options.out), "images": times, "bytes": size}, words)


if __name__ == "__main__":
    sys.exit(main())
