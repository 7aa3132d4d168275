"""What a run shows of itself through time: samples at each scale, and scores."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facegen.files import read_json, write_whole
from facegen.images import encode, grid


@dataclass(frozen=True)
class Snapshots:
    """Samples and scores in the folder of a run, by training images seen.

    Attributes:
        folder: Of the run.
    """

    folder: Path

    @property
    def scales_px(self) -> tuple[int, ...]:
        """Scales of which there are grids, pixels, smallest first."""
        return tuple(sorted(int(path.name[:3]) for path in (self.folder / "grids").glob("*px")))

    def grid_path(self, images: int, scale_px: int) -> Path:
        """Return where the samples after `images` training images lie at a scale."""
        return self.folder / "grids" / f"{scale_px:03d}px" / f"{images:09d}.png"

    def snapshots(self) -> list[int]:
        """Return after how many training images samples were kept, ascending."""
        scales = self.scales_px
        if not scales:
            return []
        folder = self.grid_path(0, scales[-1]).parent
        return sorted(int(path.stem) for path in folder.glob("*.png"))

    def write_grids(self, images: int, samples: Mapping[int, np.ndarray]) -> None:
        """Keep samples.

        Args:
            images: Training images seen.
            samples: By scale in pixels, uint8 (count, px, px, 3).
        """
        for scale_px, pictures in samples.items():
            path = self.grid_path(images, scale_px)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, encode(grid(pictures, columns=8)))

    def forget_snapshots(self, images: int) -> None:
        """Forget samples and scores of after `images` training images."""
        for path in (*self.folder.glob("grids/*px/*.png"), *self.folder.glob("scores/*.json")):
            if int(path.stem) > images:
                path.unlink()

    def write_scores(self, images: int, scores: Mapping[str, Sequence[float]]) -> None:
        """Keep what the discriminator says, logits by whose they are; nothing if it says none."""
        if scores:
            path = self._scores_path(images)
            path.parent.mkdir(exist_ok=True)
            short = {
                name: [float(f"{logit:.4g}") for logit in some] for name, some in scores.items()
            }
            write_whole(path, json.dumps(short).encode())

    def scores(self, images: int) -> dict[str, list[float]]:
        """Return what the discriminator said after `images` training images.

        Returns:
            Logits, high for real, of `samples` and of `train` and `held_out` faces; empty where
            nothing was kept.
        """
        return read_json(self._scores_path(images))

    def _scores_path(self, images: int) -> Path:
        return self.folder / "scores" / f"{images:09d}.json"
