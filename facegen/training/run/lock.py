"""Who trains a run: a lock that ends with its process, and which process that is."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from facegen.errors import TrainingError
from facegen.files import read_json
from facegen.processes import find_process, this_process

if TYPE_CHECKING:
    import psutil

if os.name == "nt":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]

    _try_shared = _try_lock
else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _try_shared(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)


@dataclass(frozen=True)
class RunLock:
    """A lock file that the system releases when its process ends, however it ends.

    Attributes:
        path: The file; it tells which process last held it.
    """

    path: Path

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock.

        Raises:
            TrainingError: If another process holds it.
        """
        content = json.dumps(this_process()).encode()
        with self.path.open("a+b") as file:
            for patience in range(9, -1, -1):  # somebody may be looking whether it is held
                try:
                    _try_lock(file.fileno())
                    break
                except OSError as error:
                    if not patience:
                        raise self._taken from error
                    time.sleep(0.1)
            file.truncate(0)
            file.write(content)
            file.flush()
            yield

    def require_free(self) -> None:
        """Refuse to go on where another process holds the lock, without taking it.

        Raises:
            TrainingError: If one does.
        """
        if self.is_held:
            raise self._taken

    @property
    def _taken(self) -> TrainingError:
        return TrainingError(
            f"Process {self.process} trains {self.path.parent} already; watch it, or stop it first."
        )

    @property
    def process(self) -> int | None:
        """Number of the process that last held the lock; None if none did."""
        return read_json(self.path).get("process")

    @property
    def holder(self) -> "psutil.Process | None":
        """The process that holds the lock now; None if none does, or none that is seen here."""
        return find_process(read_json(self.path)) if self.is_held else None

    @property
    def is_held(self) -> bool:
        """Whether a process holds the lock now."""
        if not self.path.exists():
            return False
        with self.path.open("rb") as file:
            try:
                _try_shared(file.fileno())  # or of two who look, one would see the other
            except OSError:
                return True
            return False
