"""Watch: the runs in a folder, read from disk once for all who look."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from facegen.answers.runs.watched import WatchedRun, grids_of
from facegen.errors import QueryError
from facegen.shipped import CHECKPOINTS
from facegen.training.jobs.queue import advance
from facegen.training.run.runs import Run, find_runs

FRESH_SEC = 0.4
"""For so long nobody looks at the disk again: browsers that ask at once share one look."""
QUEUE_SEC = 2.0

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Watch:
    """All runs in a folder; safe to use from many threads.

    Args:
        folder: In which runs lie; need not be there.
        recorded: Runs that ship with the project, to look at.
    """

    def __init__(self, folder: Path, recorded: Iterable[Path] = ()) -> None:
        self.folder = folder
        self._recorded = [WatchedRun(Run(path), recorded=True) for path in recorded]
        self._known: dict[Path, WatchedRun] = {}
        self._order: list[WatchedRun] = []
        self._looked = -FRESH_SEC
        self._lock = threading.Lock()

    def find(self, name: str) -> WatchedRun:
        """Return a run.

        Raises:
            QueryError: If there is none of that name.
        """
        for watched in self.look():
            if watched.name == name:
                return watched
        known = ", ".join(watched.name for watched in self._order) or "there is none yet"
        raise QueryError(f"There is no run '{name[:80]}' here; choose from: {known}.")

    def look(self) -> list[WatchedRun]:
        """Return the runs as they are now, the newest first, those that ship last."""
        with self._lock:
            if time.monotonic() - self._looked > FRESH_SEC:
                # who is gone is forgotten: another may come by the same name
                self._known = {
                    run.folder: self._known.get(run.folder) or WatchedRun(run)
                    for run in _patiently(lambda: find_runs(self.folder))
                }
                self._order = [*self._known.values(), *self._recorded]
                for watched in self._order:
                    try:
                        _patiently(watched.look)
                    except FileNotFoundError as error:
                        watched.give_up(error)
                self._looked = time.monotonic()
            return self._order

    def forget(self) -> None:
        """Look at the disk anew next time: something was just done."""
        with self._lock:
            self._looked = -FRESH_SEC

    def keep_queue_moving(self) -> None:
        """Start whoever waits longest as soon as nobody trains, for as long as the server lives.

        A run that ends starts the next one itself; this is for one that was killed. Looking at the
        page starts nothing.
        """

        def work() -> None:
            while True:
                try:
                    if self.folder.is_dir():
                        advance(self.folder)
                except Exception as error:
                    _log.error("A waiting run could not be started: %s", error)
                time.sleep(QUEUE_SEC)

        threading.Thread(target=work, name="facegen-queue", daemon=True).start()


def recordings() -> list[Path]:
    """Return the recordings that ship beside the checkpoints, the longest first."""
    recordings = sorted(path.parent for path in CHECKPOINTS.glob("*/recording/store.json"))
    return sorted(recordings, key=lambda one: -max(map(max, grids_of(one).values()), default=0))


def _patiently(look: Callable[[], T], tries: int = 5) -> T:
    """Look again where a file vanished in between: a run may be going back or be deleted."""
    for _ in range(tries - 1):
        try:
            return look()
        except FileNotFoundError:
            time.sleep(0.02)
    return look()
