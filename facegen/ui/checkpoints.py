"""The generators of one server: those that ship, the person's own, and runs while they train."""

import shutil
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huggingface_hub import snapshot_download

from facegen.config import Settings
from facegen.errors import FacegenError, ModelError
from facegen.latent.directions import FACTS, Directions
from facegen.latent.encoding import FOLDER as ENCODER_FOLDER
from facegen.latent.encoding import load_encoder
from facegen.latent.model import LatentModel
from facegen.latent.projection import reference_of
from facegen.models.checkpoint import load_checkpoint
from facegen.models.families import FAMILIES, family_of
from facegen.models.stored import CONFIG, WEIGHTS, read_description
from facegen.training.export import export
from facegen.training.runs import Run, find_runs

SHIPPED = Path(__file__).parents[2] / "checkpoints"
MOST_OPEN = 3
FRESH_SEC = 1.0
"""For so long nobody looks again whether a checkpoint has changed on disk."""
WITH_LATENTS = tuple(name for name in FAMILIES if name != "category_net")


@dataclass(frozen=True)
class Choice:
    """A generator one may choose.

    Attributes:
        key: What links and endpoints call it.
        label: What a person reads.
        version: Changes when there is something new to open.
        open: Loads it.
    """

    key: str
    label: str
    version: Callable[[], str]
    open: Callable[[], LatentModel]


class Checkpoints:
    """Finds generators, and keeps the few used last open; safe to use from many threads.

    Args:
        settings: Where checkpoints and runs lie.
    """

    def __init__(self, settings: Settings) -> None:
        """Nothing is opened yet."""
        self.settings = settings
        self._open: OrderedDict[str, tuple[str, LatentModel]] = OrderedDict()
        self._looked: dict[str, float] = {}
        self._lock = threading.Lock()

    def choices(self) -> list[Choice]:
        """List the person's own first, then those that ship, then runs, the newest first."""
        found: dict[str, Choice] = {}
        named = [_named(text) for text in self.settings.checkpoints]
        folders = sorted(path.parent for path in SHIPPED.glob(f"*/{CONFIG}"))
        shipped = sorted(map(_in_folder, folders), key=lambda pair: -pair[1])
        runs = (_of_run(run, self.settings.home / "exports") for run in find_runs(self._runs))
        for choice in (*named, *(choice for choice, _ in shipped), *runs):
            if choice is not None:
                found.setdefault(choice.key, choice)
        return list(found.values())

    @property
    def _runs(self) -> Path:
        return self.settings.runs_home

    def open(self, key: str) -> LatentModel:
        """Return a generator, opened on first use and again when its run has got further.

        Args:
            key: Of a choice; empty means the first.

        Raises:
            ModelError: If there is no such choice.
            FacegenError: If it cannot be opened.
        """
        key = key or self.find("").key
        with self._lock:
            kept, now = self._open.get(key), time.monotonic()
            if kept and now - self._looked[key] < FRESH_SEC:
                self._open.move_to_end(key)
                return kept[1]
            choice = self.find(key)
            version = choice.version()
            if not kept or kept[0] != version:
                kept = (version, choice.open())
            self._open[key], self._looked[key] = kept, now
            self._open.move_to_end(key)
            while len(self._open) > MOST_OPEN:
                self._looked.pop(self._open.popitem(last=False)[0])
            return kept[1]

    def find(self, key: str) -> Choice:
        """Return a choice; the empty key means the first.

        Raises:
            ModelError: If there is none of that key.
        """
        choices = self.choices()
        if not choices:
            raise ModelError(
                "There is no generator here yet. Train one, or name one with FACEGEN_CHECKPOINT."
            )
        for choice in choices:
            if key in ("", choice.key):
                return choice
        known = ", ".join(choice.key for choice in choices)
        raise ModelError(f"There is no checkpoint '{key[:60]}' here. Choose from: {known}.")


def opened(folder: Path) -> LatentModel:
    """Open a checkpoint folder for walking, with its directions and encoder where it has them.

    Raises:
        ModelError: If the folder is no checkpoint, or something of it is damaged.
    """
    directions = Directions.load(folder) if (folder / FACTS).exists() else None
    encoder = load_encoder(folder) if (folder / ENCODER_FOLDER).is_dir() else None
    return LatentModel(load_checkpoint(folder), directions, encoder, reference_of(folder))


def _named(text: str) -> Choice | None:
    folder = Path(text).expanduser()
    if not folder.is_dir() and text.count("/") == 1 and not text.startswith((".", "~", "/")):
        return Choice(text, f"{text} · from the Hub", lambda: "", lambda: _from_hub(text))
    return _in_folder(folder)[0]


def _in_folder(folder: Path) -> tuple[Choice | None, int]:
    """Describe a checkpoint folder, with the images it was trained on; None where it is none."""
    try:
        description = read_description(folder)
    except ModelError:
        return None, 0
    if description["family"] not in WITH_LATENTS:
        return None, 0
    images = int(description.get("training", {}).get("images", 0))
    label = f"{folder.name} · {_size(description['model'])} px"
    weights = folder / WEIGHTS
    return (
        Choice(
            folder.name,
            f"{label} · {images:,} images" if images else label,
            lambda: str(weights.stat().st_mtime_ns) if weights.exists() else "",
            lambda: opened(folder),
        ),
        images,
    )


def _of_run(run: Run, exports: Path) -> Choice | None:
    """Describe a run that has a checkpoint."""
    try:
        checkpoints = run.checkpoints()
        if not checkpoints or family_of(run.config.model) not in WITH_LATENTS:
            return None
    except (FacegenError, OSError):
        return None
    name = run.folder.name

    def open_newest() -> LatentModel:
        folder = exports / name
        try:
            export(run, folder)
            return opened(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    return Choice(
        f"run:{name}",
        f"{name} · run, {int(checkpoints[-1].name):,} images",
        lambda: next(iter(path.name for path in run.checkpoints()[-1:]), ""),
        open_newest,
    )


def _from_hub(name: str) -> LatentModel:
    """Fetch a checkpoint from the Hub, or take it from the local cache.

    Raises:
        ModelError: If it can be had from neither.
    """
    try:
        folder = snapshot_download(name, allow_patterns=["*.json", "*.safetensors"])
    except Exception as error:  # the client raises errors of many kinds without a network
        raise ModelError(
            f"{name} could not be fetched from the Hub ({type(error).__name__}); check the name "
            "and the network."
        ) from error
    return opened(Path(folder))


def _size(model: dict[str, Any]) -> int:
    """Side of the largest picture, from the configuration alone."""
    if "size_px" in model:
        return int(model["size_px"])
    return 4 << (len(model.get("generator_channels", [0])) - 1)
