"""What a run may cost: time, room on disk, and how many there may be."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from facegen.config import Settings
from facegen.counting import counted
from facegen.errors import TrainingError
from facegen.models.families import FAMILIES
from facegen.models.plan import planning
from facegen.models.shapes import family_of
from facegen.training.run.config import TrainingConfig
from facegen.training.run.runs import find_runs

MB = 1_000_000
SUPPOSED_IMAGES_PER_SEC = 300
"""For a budget of minutes, where nothing was measured: more than two cores train at 64 px."""
SAMPLE_BYTES_A_PIXEL = 1.5
"""Of a grid's PNG, all scales together."""


@dataclass(frozen=True)
class Limits:
    """What is allowed.

    Attributes:
        minutes: Largest budget of a run, minutes.
        kimg: Largest budget of a run, thousand images.
        runs: How many runs there may be in a folder.
        run_mb: Room a run may be expected to take, MB.
        free_mb: Room that must stay free on the disk, MB.
    """

    minutes: float = 30 * 24 * 60
    kimg: float = 1e6
    runs: int = 500
    run_mb: float = 100_000
    free_mb: float = 500

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return what is allowed here: less on a Space, whose disk is small."""
        if settings.on_space:
            return cls(minutes=120, kimg=2000, runs=20, run_mb=2000)
        return cls()

    def check(self, home: Path, config: TrainingConfig, new: bool = True) -> None:
        """Refuse a run that would cost too much.

        Args:
            home: Folder of the runs.
            config: Of the run.
            new: Whether it is a new one, for which there must be a place.

        Raises:
            TrainingError: Saying what is allowed and what was asked for.
        """
        budget = config.budget
        allowed = {"minutes": self.minutes, "kimg": self.kimg}[budget.unit]
        if budget.amount > allowed:
            raise TrainingError(
                f"--{budget.unit} must be at most {allowed:g} here, but is {budget.amount:g}; "
                "choose less."
            )
        there = len(find_runs(home)) if new else 0
        if there >= self.runs:
            raise TrainingError(
                f"{home} holds {counted(there, 'run')}, and no more than {self.runs} may be there; "
                "delete one that is no longer needed."
            )
        needed = disk_bytes(config) / MB
        if needed > self.run_mb:
            raise TrainingError(
                f"This run would take about {needed:,.0f} MB, and {self.run_mb:,.0f} MB are "
                "allowed; keep fewer checkpoints, or sample less often."
            )
        free = shutil.disk_usage(_nearest(home)).free / MB
        if needed + self.free_mb > free:
            raise TrainingError(
                f"This run would take about {needed:,.0f} MB, but of the disk of {home} only "
                f"{free:,.0f} MB are free, of which {self.free_mb:,.0f} MB are to stay so; make "
                "room, or keep fewer checkpoints."
            )


def disk_bytes(config: TrainingConfig) -> int:
    """Return about how much room a run takes: checkpoints, and samples at each scale."""
    family = FAMILIES[family_of(config.model)]
    with planning():
        generator = family.generator(config.model)
        copies = 4 + len(config.ema_others_kimg)  # average and moments
        weights = copies * sum(value.numel() for value in generator.parameters())
        if family.discriminator:
            judge = family.discriminator(config.model)
            weights += 3 * sum(value.numel() for value in judge.parameters())
    pixels = 32 * sum(px * px for px in config.model.scales_px)
    snapshots = config.budget.kimg(SUPPOSED_IMAGES_PER_SEC) / config.snapshot_kimg + 1
    return int(
        4 * weights * (config.keep_checkpoints + 1) + SAMPLE_BYTES_A_PIXEL * pixels * snapshots
    )


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.is_dir())
