"""Which recipe gives most in the same time: variants of preset `s`, trained and measured alike.

    python -m benchmarks.recipe_sweep STORE --out FOLDER --seconds 420 [--only NAME ...]

Each variant trains for so many seconds on one thread, in a process of its own, and is measured by
the light measures; a variant that has its result of as many seconds is not trained again. Seconds
are those of a clock, so leave each process a core (`--at-once`) and the machine in peace.

FOLDER gets table.md, table.json and for each variant a folder with its run, its result and a sheet
of 64 samples, of the averaged generator, untruncated. One run a variant says little about small
differences: `base` under another seed (`base, seed 1`) shows how little.
"""

import argparse
import dataclasses
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from facegen.command_line import Parser, number, run_command, whole_number
from facegen.data.store import FaceStore, open_store
from facegen.errors import FacegenError
from facegen.evaluation.coverage import density_and_coverage
from facegen.evaluation.real_faces import at_size, divide
from facegen.evaluation.report import LIGHT_SIZES
from facegen.evaluation.samples import draw_samples
from facegen.evaluation.sharpness import sharpness
from facegen.files import read_json, write_json, write_whole
from facegen.gaussian import feature_distance
from facegen.images import encode, grid
from facegen.models.attribute_net import AttributeNet
from facegen.shipped import checkpoint
from facegen.training.engine.loop import Training
from facegen.training.engine.machine import Machine
from facegen.training.outcome.trained import load_generator
from facegen.training.run.config import TrainingConfig
from facegen.training.run.presets import PRESETS
from facegen.training.run.runs import Run


@dataclass(frozen=True)
class Variant:
    """What is different from preset `s`.

    Attributes:
        recipe: Fields of `TrainingConfig`.
        model: Fields of `MsgGanConfig`.
    """

    recipe: Mapping[str, Any] = field(default_factory=dict)
    model: Mapping[str, Any] = field(default_factory=dict)

    def config(self, seconds: float) -> TrainingConfig:
        """Return the configuration of a run of so many seconds, which is saved at its end only."""
        base = PRESETS["s"]
        return dataclasses.replace(
            base,
            **{
                "model": dataclasses.replace(base.model, **self.model),
                "kimg": None,
                "minutes": seconds / 60,
                "snapshot_kimg": 1e5,
                "checkpoint_kimg": 1e5,
                **self.recipe,
            },
        )


WIDE = (192, 192, 96, 32, 16)
VARIANTS = {
    "base": Variant(),
    "base, seed 1": Variant({"seed": 1}),
    **{
        f"rp, r1r2 {weight:g}": Variant({"loss": "rp", "penalty": "r1r2", "penalty_weight": weight})
        for weight in (0.05, 0.25, 0.5, 1.0)
    },
    "inconsistent": Variant(model={"consistent": False}),
    "inconsistent, seed 1": Variant({"seed": 1}, {"consistent": False}),
    "residual": Variant(model={"residual": True}),
    "two convolutions": Variant(model={"discriminator_convolutions": 2}),
    "batch 16": Variant({"batch": 16}),
    "batch 64": Variant({"batch": 64}),
    "interval 8": Variant({"penalty_interval": 8}),
    "decay 0.5": Variant({"decay_share": 0.5}),
    "rate 0.005": Variant({"rate": 0.005}),
    "rate 0.02": Variant({"rate": 0.02}),
    "wide": Variant(model={"generator_channels": WIDE, "discriminator_channels": WIDE}),
}
REAL = "real faces"
HEADS = {
    "images": "Images",
    "images_per_sec": "Images/s",
    "swd_64": "SWD 64 px",
    "swd_32": "32 px",
    "swd_16": "16 px",
    "swd": "mean",
    "fd": "FD-attributes",
    "coverage": "Coverage",
    "sharpness_64": "Sharpness 64 px",
    "sharpness_32": "32 px",
}
SHEET = 64


def train(name: str, store: FaceStore, folder: Path, seconds: float) -> Run:
    """Train a variant anew, on one thread."""
    config = VARIANTS[name].config(seconds)
    shutil.rmtree(folder, ignore_errors=True)
    run = Run.create(folder, config, store)
    Training(run, config, Machine.prepare(config, "cpu", threads=1), store).train()
    return run


def measure(
    near: np.ndarray, against: np.ndarray, ours: np.ndarray, heldout: np.ndarray
) -> dict[str, float]:
    """Take the light measures.

    Args:
        near: Pictures whose sliced Wasserstein distance is taken, uint8 (count, px, px, 3).
        against: As many faces, to which.
        ours: Pictures that are compared by features and sharpness.
        heldout: Faces of people nobody learned from, to which.
    """
    network = AttributeNet.load(checkpoint("attributes"))
    swd = dataclasses.replace(LIGHT_SIZES.swd, threads=1)(near, against)
    mine, theirs = (network.describe(faces).features for faces in (ours, heldout))
    sharp = sharpness(ours, heldout)
    return {
        **{f"swd_{px}": value for px, value in swd.items()},
        "swd": float(np.mean(list(swd.values()))),
        "fd": feature_distance(mine, theirs),
        "coverage": density_and_coverage(theirs, mine)[1],
        **{f"sharpness_{px}": value for px, value in sharp.items()},
    }


def one(name: str, store: FaceStore, folder: Path, seconds: float) -> None:
    """Train and measure a variant, or measure real faces in its place."""
    small = at_size(store, PRESETS["s"].model.scales_px[-1])
    faces, count = divide(small, LIGHT_SIZES.seed), LIGHT_SIZES.images
    heldout = small.faces[faces.heldout[: LIGHT_SIZES.features]]
    folder.mkdir(parents=True, exist_ok=True)
    if name == REAL:
        count = min(count, *map(len, faces.halves))
        near, against = (small.faces[half[:count]] for half in faces.halves)
        told = measure(near, against, small.faces[faces.train[: len(heldout)]], heldout)
    else:
        run = train(name, store, folder / "run", seconds)
        samples = draw_samples(load_generator(run), count, small)
        against = small.faces[faces.everyone[:count]]
        last, changes = run.metrics()[-1], VARIANTS[name]
        told = {
            "images": last["images"],
            "images_per_sec": last["images"] / last["seconds"],
            **measure(samples, against, samples[: len(heldout)], heldout),
            "seconds": seconds,
            "changes": {**changes.recipe, **changes.model},
        }
        write_whole(folder / "samples.png", encode(grid(samples[:SHEET])))
    write_json(folder / "result.json", {"name": name, **told})


def write_table(out: Path) -> str:
    """Write what is known by now, as Markdown and JSON, and return the Markdown."""
    found = {name: read_json(place(out, name) / "result.json") for name in (*VARIANTS, REAL)}
    rows = [row for row in found.values() if row]
    lines = ["| Variant | " + " | ".join(HEADS.values()) + " |", "|---|" + "---:|" * len(HEADS)]
    for row in rows:
        cells = [f"{row[key]:,.4g}" if key in row else "" for key in HEADS]
        lines.append(f"| {row['name']} | {' | '.join(cells)} |")
    text = "\n".join(lines) + "\n"
    write_json(out / "table.json", rows)
    write_whole(out / "table.md", text.encode())
    return text


def place(out: Path, name: str) -> Path:
    """Return the folder of a variant."""
    return out / name.replace(", ", "_").replace(" ", "-")


def sweep(options: argparse.Namespace) -> None:
    """Run what has not been run, each in a process of its own, and write the table.

    Raises:
        FacegenError: At the end, if a variant failed.
    """
    if options.here:
        one(options.here, open_store(options.store), place(options.out, options.here),
            options.seconds)  # fmt: skip
        return
    waiting = [
        name
        for name in (REAL, *(options.only or VARIANTS))
        if not is_done(options.out, name, options.seconds)
    ]
    failed = []
    with ThreadPoolExecutor(options.at_once) as pool:
        for name, done in zip(
            waiting, pool.map(lambda one: launch(one, options), waiting), strict=True
        ):
            if done.returncode:
                failed.append(name)
            write_table(options.out)
    print(write_table(options.out))
    if failed:
        raise FacegenError(
            f"{'; '.join(failed)} failed; the last words stand above. Start the sweep again for "
            "another try at these."
        )


def is_done(out: Path, name: str, seconds: float) -> bool:
    """Return whether there is a result of a variant, trained for so long."""
    found = read_json(place(out, name) / "result.json")
    return bool(found) and found.get("seconds", seconds) == seconds


def launch(name: str, options: argparse.Namespace) -> subprocess.CompletedProcess:
    """Run a variant in a process of its own and wait for its end."""
    command = [sys.executable, "-m", "benchmarks.recipe_sweep", str(options.store)]
    command += ["--out", str(options.out), f"--seconds={options.seconds}", "--here", name]
    return subprocess.run(command, env={**os.environ, "OMP_NUM_THREADS": "1"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = Parser(prog="python -m benchmarks.recipe_sweep", description=__doc__)
    parser.add_argument("store", type=Path, metavar="STORE", help="a prepared store of real faces")
    parser.add_argument("--out", type=Path, required=True, help="folder of the results")
    parser.add_argument("--seconds", type=number(1, 1e6), default=420.0, help="a variant")
    parser.add_argument("--only", nargs="+", choices=list(VARIANTS), metavar="NAME")
    parser.add_argument("--at-once", type=whole_number(1, 64), default=1, help="processes")
    parser.add_argument("--here", choices=[*VARIANTS, REAL], help=argparse.SUPPRESS)
    return run_command(parser, arguments, sweep)


if __name__ == "__main__":
    sys.exit(main())
