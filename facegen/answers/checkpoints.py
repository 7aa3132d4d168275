"""The generators of one server: those that ship, the person's own, and runs while they train."""

import threading
import time
from collections import OrderedDict
from pathlib import Path

from facegen import hub
from facegen.answers.choices import Choice, in_folder, of_run
from facegen.answers.fetched import Fetched, on_hub
from facegen.answers.graphs import Graphs, can_write
from facegen.answers.turns import Turns
from facegen.config import Settings
from facegen.errors import ModelError
from facegen.latent.model import LatentModel
from facegen.models.places import on_disk, shipped
from facegen.training.run.runs import find_runs

MOST_OPEN = 3
FRESH_SEC = 1.0
"""For so long nobody looks again whether a checkpoint has changed on disk."""


class Checkpoints:
    """Finds generators, and keeps the few used last open; safe to use from many threads.

    Args:
        settings: Where checkpoints and runs lie.

    Attributes:
        graph_turns: Generators are written as ONNX one at a time.
    """

    def __init__(self, settings: Settings) -> None:
        """Nothing is opened yet."""
        self.settings = settings
        self.fetched = Fetched(own_token=not settings.on_space)
        self.graph_turns = Turns()
        self._graphs = Graphs(settings.home)
        self._open: OrderedDict[str, tuple[str, LatentModel]] = OrderedDict()
        self._looked: dict[str, float] = {}
        self._lock = threading.Lock()

    def choices(self) -> list[Choice]:
        """List the person's own, those that ship, those fetched, then runs, the newest first."""
        found: dict[str, Choice] = {}
        named = [_named(text) for text in self.settings.checkpoints]
        ours = sorted(map(in_folder, shipped()), key=lambda pair: -pair[1])
        runs = (of_run(run, self.settings.home / "exports") for run in find_runs(self._runs))
        fetched = self.fetched.choices()
        for choice in (*named, *(choice for choice, _ in ours), *fetched, *runs):
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
            if kept and kept[0] == version:
                self._graphs.use(kept[1].graphs)
            else:
                kept = (version, self._opened(choice))
            self._open[key], self._looked[key] = kept, now
            self._open.move_to_end(key)
            while len(self._open) > MOST_OPEN:
                self._looked.pop(self._open.popitem(last=False)[0])
            return kept[1]

    def _opened(self, choice: Choice) -> LatentModel:
        model = choice.open()
        if model.graphs is None and model.checkpoint:
            model.graphs = self._graphs.find(model.checkpoint)
        return model

    def write_graphs(self, key: str) -> LatentModel:
        """Return a generator with its graphs, written in a process of its own if need be.

        Args:
            key: Of a choice; empty means the first.

        Raises:
            FacegenError: If they cannot be written here, or too many wait for theirs.
        """
        model = self.open(key)
        if model.graphs is None:
            if not can_write(model.checkpoint):
                raise ModelError("This generator cannot be written as ONNX here.")
            with self.graph_turns.turn():
                assert model.checkpoint
                model.graphs = self._graphs.write(model.checkpoint)
        return model

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
        if hub.REPOSITORY.fullmatch(key):
            raise ModelError(
                f"{key} has not been fetched from the Hub yet: name it on the Latent tab, under "
                "the Generator chooser."
            )
        known = ", ".join(choice.key for choice in choices)
        raise ModelError(f"There is no checkpoint '{key[:60]}' here. Choose from: {known}.")


def _named(text: str) -> Choice | None:
    folder = on_disk(text)
    if folder is None:
        return on_hub(text) if hub.REPOSITORY.fullmatch(text) else None
    return in_folder(folder)[0]
