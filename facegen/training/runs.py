"""A run is a folder, written by the process that trains and read by whoever wants to know.

    config.json            what was asked for, resolved
    store.json             the faces it learns from
    machine.json           what computed last
    metrics.jsonl          one line an interval, appended
    log.txt                what happened, in sentences
    grids/064px/           samples of fixed latents at that scale, 000010000.png after 10,000 images
    checkpoints/000010000/ all that is needed to go on, bit for bit
    run.lock               held while a process trains; its text is that process's number

This module knows files, not networks.
"""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from facegen.data.parts import parts
from facegen.data.store import FaceStore, open_store
from facegen.errors import TrainingError
from facegen.files import sync_folder, write_whole
from facegen.images import encode, grid
from facegen.training.config import TrainingConfig
from facegen.training.files import RunLock


@dataclass(frozen=True)
class Run:
    """A run on disk.

    Attributes:
        folder: Where it lies.
    """

    folder: Path

    @classmethod
    def create(cls, folder: Path, config: TrainingConfig, store: FaceStore) -> "Run":
        """Make the folder of a new run.

        Raises:
            TrainingError: If there is one already.
        """
        if (folder / "config.json").exists():
            raise TrainingError(
                f"--run: {folder} holds a run already. Go on with it by: "
                f"python -m facegen.training resume {folder} - or choose another folder."
            )
        for name in ("grids", "checkpoints"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        train, held_out = parts(store)
        dealt = not len(store.rows_in("train"))
        faces = {
            "folder": str(store.folder.resolve()),
            "fingerprint": store.fingerprint,
            "title": store.manifest.title,
            "notice": store.manifest.notice,
            "synthetic": store.manifest.synthetic,
            "crop": store.manifest.crop,
            "size_px": store.size_px,
            "trained_on": len(train),
            "chosen": f"(all but {len(held_out):,} held out)"
            if dealt
            else "of the train partition",
        }
        write_whole(folder / "store.json", (json.dumps(faces, indent=1) + "\n").encode())
        run = cls(folder)
        run.write_config(config)
        return run

    @classmethod
    def open(cls, folder: Path) -> "Run":
        """Open a run.

        Raises:
            TrainingError: If the folder is none.
        """
        if not (folder / "config.json").is_file():
            raise TrainingError(
                f"{folder} is not a run (it has no config.json). Start one with: "
                f"python -m facegen.training start --data STORE --run {folder}"
            )
        return cls(folder)

    @property
    def config(self) -> TrainingConfig:
        """What was asked for."""
        path = self.folder / "config.json"
        return TrainingConfig.from_json(path.read_text(encoding="utf-8"), path)

    def write_config(self, config: TrainingConfig) -> None:
        """Write what is asked for."""
        write_whole(self.folder / "config.json", config.to_json().encode())

    @property
    def machine(self) -> dict[str, Any]:
        """What computed last, as `Machine.facts`; empty for a run of an earlier facegen."""
        path = self.folder / "machine.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def write_machine(self, facts: Mapping[str, Any]) -> None:
        """Write what computes."""
        write_whole(self.folder / "machine.json", (json.dumps(facts, indent=1) + "\n").encode())

    @property
    def _store(self) -> dict[str, Any]:
        return json.loads((self.folder / "store.json").read_text(encoding="utf-8"))

    @property
    def faces(self) -> dict[str, Any]:
        """What the faces it learns from are, without where they lie on this machine."""
        return {name: value for name, value in self._store.items() if name != "folder"}

    def open_store(self) -> FaceStore:
        """Open the faces the run learns from.

        Raises:
            StoreError: If they are gone.
            TrainingError: If they are not those it began with.
        """
        known = self._store
        store = open_store(known["folder"])
        if store.fingerprint != known["fingerprint"]:
            raise TrainingError(
                f"The faces in {store.folder} have changed since {self.folder} began "
                f"(fingerprint {known['fingerprint']}, now {store.fingerprint}); "
                "put the old ones back, or start a new run."
            )
        return store

    @property
    def lock(self) -> RunLock:
        """What a process holds while it trains."""
        return RunLock(self.folder / "run.lock")

    @property
    def state(self) -> str:
        """`training` while a process trains it, else `finished` or `stopped`."""
        if self.lock.is_held:
            return "training"
        return "finished" if self.done >= 1 else "stopped"

    @property
    def done(self) -> float:
        """Share of the budget that is spent, by the newest line of metrics, 0 to 1."""
        lines, config = self.metrics(), self.config
        if not lines:
            return 0.0
        spent = (
            lines[-1]["images"] / (config.kimg * 1000)
            if config.kimg is not None
            else lines[-1]["seconds"] / (config.minutes or 1) / 60
        )
        return min(1.0, spent)

    @property
    def last_words(self) -> str:
        """The last line of the log: why it stopped, or how it is going."""
        path = self.folder / "log.txt"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return lines[-1] if lines else ""

    @property
    def metrics_path(self) -> Path:
        """The file of metrics."""
        return self.folder / "metrics.jsonl"

    def metrics(self) -> list[dict[str, Any]]:
        """Return the metrics, one dictionary a line; a half-written last line is left out."""
        if not self.metrics_path.exists():
            return []
        lines = self.metrics_path.read_text(encoding="utf-8").splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def append_metrics(self, values: Mapping[str, Any]) -> None:
        """Add a line."""
        with self.metrics_path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(values) + "\n")

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

    def rewind(self, images: int) -> None:
        """Forget metrics, grids and checkpoints of after `images` training images."""
        kept = [line for line in self.metrics() if line["images"] <= images]
        text = "".join(json.dumps(line) + "\n" for line in kept)
        write_whole(self.metrics_path, text.encode())
        for path in (self.folder / "grids").glob("*px/*.png"):
            if int(path.stem) > images:
                path.unlink()
        for checkpoint in self.checkpoints():
            if int(checkpoint.name) > images:
                shutil.rmtree(checkpoint)

    def checkpoints(self) -> list[Path]:
        """Return the whole checkpoints, oldest first."""
        return sorted(path for path in (self.folder / "checkpoints").glob("[0-9]*"))

    def add_checkpoint(self, images: int, write: Callable[[Path], None], keep: int) -> Path:
        """Add a checkpoint, whole or not at all, and drop the oldest beyond `keep`.

        Args:
            images: Training images seen.
            write: Fills a folder it is given, each file synced to disk.
            keep: How many checkpoints stay.
        """
        place = self.folder / "checkpoints" / f"{images:09d}"
        if place.exists():
            return place
        partial = place.with_name(f".partial-{place.name}")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        try:
            write(partial)
            partial.rename(place)
            sync_folder(place.parent)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        for old in self.checkpoints()[:-keep]:
            shutil.rmtree(old)
        return place


def find_runs(folder: Path) -> list[Run]:
    """Return the runs that lie in a folder, the newest first."""
    found = [path.parent for path in folder.glob("*/store.json")]
    return [Run(path) for path in sorted(found, key=lambda p: p.stat().st_mtime, reverse=True)]
