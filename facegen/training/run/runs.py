"""A run is a folder, written by the process that trains and read by whoever wants to know.

    config.json            what was asked for, resolved
    store.json             the faces it learns from
    machine.json           what computed last
    metrics.jsonl          one line an interval, appended
    log.txt                what happened, in sentences
    grids/064px/           samples of fixed latents at that scale, 000010000.png after 10,000 images
    checkpoints/000010000/ all that is needed to go on, bit for bit
    scores/000010000.json  what the discriminator says of samples and faces then
    changes.jsonl          what was changed while it trained, and when
    parent.json            of which run's checkpoint it is a branch, or has grown
    origin.safetensors     the smaller networks it has grown from
    wanted/                changes wished for, not made yet
    run.lock, heartbeat.json and others   see process.py

This module knows files, not networks.
"""

import json
import math
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from facegen.data.parts import parts
from facegen.data.store import FaceStore, is_store, open_store
from facegen.errors import StoreError, TrainingError
from facegen.files import read_json, sync_folder, whole_folder, write_json, write_whole
from facegen.metrics import Metric
from facegen.training.run.config import TrainingConfig
from facegen.training.run.live import LiveChanges
from facegen.training.run.lock import RunLock
from facegen.training.run.process import Heartbeat, RunProcess, State
from facegen.training.run.snapshots import Snapshots


@dataclass(frozen=True)
class Run(Snapshots):
    """A run on disk.

    Attributes:
        folder: Where it lies.
    """

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
        run = cls(folder)
        run.write_config(config)
        run.write_store(store)  # last: by this file runs are found
        return run

    def write_store(self, store: FaceStore) -> None:
        """Note which faces the run learns from; it has not begun yet."""
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
        write_json(self.folder / "store.json", faces)

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
        return read_json(self.folder / "machine.json")

    def write_machine(self, facts: Mapping[str, Any]) -> None:
        """Write what computes."""
        write_json(self.folder / "machine.json", facts)

    @property
    def _store(self) -> dict[str, Any]:
        facts = read_json(self.folder / "store.json")
        if not {"folder", "fingerprint", "title"} <= facts.keys():
            raise TrainingError(
                f"{self.folder / 'store.json'} is missing or damaged, so it is not known which "
                "faces this run learns from; start a new run."
            )
        return facts

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
        if not is_store(Path(known["folder"])):
            raise StoreError(
                f"The faces {self.folder} learns from were in {known['folder']}, where no store is "
                "now. If it has moved, say where to: python -m facegen.training resume "
                f"{self.folder} --data STORE"
            )
        store = open_store(known["folder"])
        if store.fingerprint != known["fingerprint"]:
            raise TrainingError(
                f"The faces in {store.folder} have changed since {self.folder} began "
                f"(fingerprint {known['fingerprint']}, now {store.fingerprint}); "
                "put the old ones back, or start a new run."
            )
        return store

    def move_store(self, store: FaceStore) -> None:
        """Note that the faces the run learns from now lie elsewhere.

        Raises:
            TrainingError: If they are not those it began with.
        """
        known = self._store
        if store.fingerprint != known["fingerprint"]:
            raise TrainingError(
                f"--data: {store.folder} ({store.manifest.title}) does not hold the faces "
                f"{self.folder} began with ({known['title']}, then in {known['folder']}; "
                f"fingerprint {known['fingerprint']}, here {store.fingerprint}). Name the folder "
                "they were moved to, or start a new run."
            )
        write_json(self.folder / "store.json", known | {"folder": str(store.folder.resolve())})

    @property
    def process(self) -> RunProcess:
        """The process that trains it, as seen from here."""
        return RunProcess(self.folder)

    @property
    def lock(self) -> RunLock:
        """What a process holds while it trains."""
        return self.process.lock

    @property
    def state(self) -> State:
        """What it is doing; see `RunProcess.state`.

        A run of an earlier facegen, or a recording, does not say how it ended: it is `finished` if
        its budget is spent.
        """
        state = self.process.state
        unsaid = state in ("interrupted", "stopped") and not (self.folder / "ended.json").exists()
        return "finished" if unsaid and self.done >= 1 else state

    @property
    def heartbeat(self) -> Heartbeat | None:
        """How far it was about a second ago; None if it never trained."""
        return self.process.heartbeat

    @property
    def wishes(self) -> LiveChanges:
        """What is changed while it trains."""
        return LiveChanges(self.folder)

    def changes(self) -> list[dict[str, Any]]:
        """Return what was changed while it trained: `images` and the new values, oldest first."""
        return self.wishes.made()

    @property
    def parent(self) -> dict[str, Any]:
        """Of which `run` it is a branch or has grown, after how many `images`; empty if of none."""
        return read_json(self.folder / "parent.json")

    @property
    def done(self) -> float:
        """Share of the budget that is spent, by the newest line of metrics, 0 to 1."""
        return min(1.0, self.spent(self.config))

    def spent(self, config: TrainingConfig, images: float = math.inf) -> float:
        """Return what share of a budget was spent after so many images, 0 to 1 and beyond."""
        lines = [line for line in self.metrics() if line[Metric.IMAGES] <= images]
        newest = (lines or [{Metric.IMAGES: 0, Metric.SECONDS: 0.0}])[-1]
        return config.budget.spent(newest[Metric.IMAGES], newest[Metric.SECONDS])

    @property
    def last_words(self) -> str:
        """The last line of the log: why it stopped, or how it is going."""
        for name in ("log.txt", "console.txt"):
            path = self.folder / name
            text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
            if lines := text.strip().splitlines():
                return lines[-1]
        return ""

    @property
    def origin_path(self) -> Path:
        """The file of the smaller networks it grows from."""
        return self.folder / "origin.safetensors"

    @property
    def metrics_path(self) -> Path:
        """The file of metrics."""
        return self.folder / "metrics.jsonl"

    def metrics(self) -> list[dict[str, Any]]:
        """Return the metrics, one dictionary a line; what a kill left half-written is left out."""
        if not self.metrics_path.exists():
            return []
        lines = self.metrics_path.read_text(encoding="utf-8").splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}\n")]

    def append_metrics(self, values: Mapping[str, Any]) -> None:
        """Add a line."""
        with self.metrics_path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(values) + "\n")

    def rewind(self, images: int) -> None:
        """Forget metrics, grids, scores and checkpoints of after `images` training images."""
        kept = [line for line in self.metrics() if line[Metric.IMAGES] <= images]
        text = "".join(json.dumps(line) + "\n" for line in kept)
        write_whole(self.metrics_path, text.encode())
        self.forget_snapshots(images)
        for checkpoint in self.checkpoints():
            if int(checkpoint.name) > images:
                shutil.rmtree(checkpoint)

    def checkpoints(self) -> list[Path]:
        """Return the whole checkpoints, oldest first."""
        return sorted(path for path in (self.folder / "checkpoints").glob("[0-9]*"))

    def set_aside(self, checkpoint: Path) -> None:
        """Let a checkpoint that cannot be read count no longer; its files stay."""
        checkpoint.rename(checkpoint.with_name(f"damaged-{checkpoint.name}"))

    @property
    def size_bytes(self) -> int:
        """What the whole run takes on disk."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

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
        with whole_folder(place) as partial:
            write(partial)
        sync_folder(place.parent)
        for old in self.checkpoints()[:-keep]:
            shutil.rmtree(old)
        return place


def find_runs(folder: Path, having: str = "store.json") -> list[Run]:
    """Return the runs in a folder that have a file, the newest first; none that is being made."""
    folders = [path.parent for path in folder.glob(f"[!.]*/{having}")]
    return [Run(path) for path in sorted(folders, key=lambda p: p.stat().st_mtime, reverse=True)]
