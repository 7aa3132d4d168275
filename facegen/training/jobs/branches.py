"""Runs that begin where another was: the same weights, and other settings from there on."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from facegen.counting import counted
from facegen.errors import TrainingError
from facegen.files import whole_folder, write_json
from facegen.training.run.live import LIVE, checked_changes
from facegen.training.run.presets import changed
from facegen.training.run.runs import Run

FIXED = ("optimizer", "ema_others_kimg")
"""What a checkpoint decides besides the model: the moments of one optimiser mean nothing to
another, and an average cannot be made up afterwards."""

COPIED = ("store.json", "metrics.jsonl", "changes.jsonl", "machine.json", "origin.safetensors")


def checkpoint_of(run: Run, images: int) -> Path:
    """Return a kept checkpoint.

    Raises:
        TrainingError: If there is none after so many images.
    """
    kept = {int(path.name): path for path in run.checkpoints()}
    if images not in kept:
        there = ", ".join(f"{one:,}" for one in kept) or "none"
        raise TrainingError(
            f"{run.folder.name} has no checkpoint after {counted(images, 'image')}; there are: "
            f"{there}."
        )
    return kept[images]


def add_branch(run: Run, images: int, folder: Path, options: Mapping[str, Any]) -> Run:
    """Make the folder of a branch, not yet begun: what the other run had until then, copied.

    Args:
        run: Where it branches off.
        images: Training images of the checkpoint.
        folder: Of the new run; appears when all is there.
        options: What is to be different.

    Raises:
        TrainingError: If there is no such checkpoint, an option cannot be changed, or the folder
            is there already.
    """
    fixed = [name for name in (*FIXED, "preset", "model") if name in options]
    if fixed:
        raise TrainingError(
            f"A branch keeps what its checkpoint holds, so {', '.join(fixed)} cannot be "
            "changed; start a new run."
        )
    before, config = run.config, changed(run.config, options)
    if config.grown_from and (config.grown_rate_factor == 0) != (before.grown_rate_factor == 0):
        raise TrainingError(
            "--grown-rate-factor: what came from a smaller network is held at 0 and learns above, "
            f"so a branch cannot change {before.grown_rate_factor:g} into "
            f"{config.grown_rate_factor:g}: its checkpoint lacks the moments, or has too many. "
            "Start a new run."
        )
    checkpoint = checkpoint_of(run, images)
    if folder.exists():
        raise TrainingError(f"--run: {folder} is there already; choose another folder.")
    try:
        with whole_folder(folder) as partial:
            (partial / "checkpoints").mkdir(parents=True)
            shutil.copytree(checkpoint, partial / "checkpoints" / checkpoint.name)
            for name in COPIED:
                if (run.folder / name).exists():
                    shutil.copy2(run.folder / name, partial / name)
            for name in ("grids", "scores"):
                if (run.folder / name).exists():
                    shutil.copytree(run.folder / name, partial / name)
            made = Run(partial)
            made.write_config(config)
            made.rewind(images)
            made.wishes.forget(images)
            _note(made, images, options)
            parent = {"run": run.folder.name, "images": images, "changes": dict(options)}
            write_json(partial / "parent.json", parent)
    except OSError as error:
        raise TrainingError(
            f"The checkpoint after {counted(images, 'image')} could not be copied to {folder} "
            f"({error}). Choose a newer one if it has just been dropped, or make room."
        ) from error
    return Run(folder)


def _note(run: Run, images: int, options: Mapping[str, Any]) -> None:
    """Let what was chosen for the branch outdo what was changed before in its parent."""
    values = {name: value for name, value in options.items() if name in LIVE}
    if "rate" in options:
        both = run.config.rate_discriminator is None
        moved = ("rate_generator", "rate_discriminator") if both else ("rate_generator",)
        values = dict.fromkeys(moved, options["rate"]) | values
    if values:
        run.wishes.note(images, checked_changes(values))
