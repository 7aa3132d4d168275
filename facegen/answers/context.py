"""Context: the datasets and generators of one server, opened once and shared by every tab."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from facegen.answers.checkpoints import Checkpoints
from facegen.answers.runs import permission
from facegen.answers.runs.watch import Watch, recordings
from facegen.answers.tuned import TunedFaces
from facegen.answers.turns import Turns
from facegen.config import Settings
from facegen.data.bundled import open_bundled
from facegen.data.named import BUNDLED, stores_offered
from facegen.data.store import FaceStore, open_store
from facegen.errors import StoreError
from facegen.latent.renderer import Renderer, leave_cores_free
from facegen.statistics import faces
from facegen.statistics.samplers import pixel_kernels
from facegen.statistics.samplers.eigenface_index import eigenfaces_of
from facegen.statistics.selection import Population

QUIET_SEC = 10
"""So long all waits that the page does not open with: compiling and eigenfaces take seconds."""


@dataclass(frozen=True)
class Dataset:
    """A choice of the dataset chooser.

    Attributes:
        key: What links and the API call it.
        open: Opens the store.
    """

    key: str
    open: Callable[[], FaceStore]


class Context:
    """What the tabs need to answer a person; safe to use from many threads.

    Args:
        settings: Where stores lie.
    """

    def __init__(self, settings: Settings) -> None:
        """List the datasets; nothing is opened yet."""
        self.settings = settings
        self.datasets = _datasets(settings)
        self.watch = Watch(settings.runs_home, recordings())
        self.checkpoints = Checkpoints(settings)
        self.tuned = TunedFaces(self.checkpoints.open)
        self.renderer = Renderer(self.tuned.open)
        self.turns, self.photo_turns = Turns(), Turns()
        self._populations: dict[str, Population] = {}
        self._lock = threading.Lock()

    @property
    def default(self) -> str:
        """Key of the dataset shown first: the person's own, else the bundled one."""
        return next(iter(self.datasets))

    def population(self, key: str) -> Population:
        """Return a dataset, opened on first use.

        Raises:
            StoreError: If there is no such dataset, or it cannot be opened.
        """
        if not isinstance(key, str) or key not in self.datasets:
            known = ", ".join(self.datasets)
            raise StoreError(f"There is no dataset '{str(key)[:60]}' here. Choose from: {known}.")
        with self._lock:
            if key not in self._populations:
                self._populations[key] = Population(self.datasets[key].open())
            return self._populations[key]

    def take_up(self, folder: Path) -> str:
        """Offer a store that was made since the start, and return its key."""
        with self._lock:
            if folder.name not in self.datasets:  # whoever reads the old table is not disturbed
                new = Dataset(folder.name, lambda: open_store(folder))
                self.datasets = {**self.datasets, folder.name: new}
        return folder.name

    def warm_up(self) -> None:
        """Do what the first questions would otherwise wait for, in a thread of its own."""
        leave_cores_free()
        if permission.is_open(self.settings):
            self.watch.keep_queue_moving()
        if self.checkpoints.choices():
            self.renderer.do("", lambda model: None)

        def work() -> None:
            population = self.population(self.default)
            population.histograms()
            time.sleep(QUIET_SEC)
            faces.warm_up(population)
            pixel_kernels.warm_up()
            eigenfaces_of(population.store)

        threading.Thread(target=work, name="facegen-warm-up", daemon=True).start()

    def choices(self) -> list[tuple[str, str]]:
        """Return the datasets that open, as (what to show, key)."""
        shown = []
        for key in self.datasets:
            try:
                manifest = self.population(key).store.manifest
            except StoreError:
                continue
            kind = "synthetic" if manifest.synthetic else "real"
            shown.append((f"{manifest.title} · {manifest.count:,} {kind}", key))
        return shown


def _datasets(settings: Settings) -> dict[str, Dataset]:
    """List the person's stores, those in the home folder, the bundled faces; own pictures last."""
    datasets: dict[str, Dataset] = {}
    before, after = stores_offered(settings)

    def add(folders: Iterable[Path]) -> None:
        for folder in dict.fromkeys(Path(path).resolve() for path in folders):
            key = _free_key(folder.name, datasets)
            datasets[key] = Dataset(key, lambda folder=folder: open_store(folder))

    add(before)
    datasets[BUNDLED] = Dataset(BUNDLED, lambda: open_bundled(settings.home))
    add(after)
    return datasets


def _free_key(name: str, taken: dict[str, Dataset]) -> str:
    """Return a key not yet taken: the folder's name, with a number where two are alike."""
    key, number = name, 2
    while key in taken or key == BUNDLED:
        key, number = f"{name}-{number}", number + 1
    return key
