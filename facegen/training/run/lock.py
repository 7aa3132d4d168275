"""Who trains a run: a lock that ends with its process, and which process that is."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from facegen.errors import TrainingError
from facegen.files import read_json

if TYPE_CHECKING:
    import psutil
else:
    try:
        import psutil
    except ImportError:  # a bare machine trains all the same; nobody there asks who holds a run
        psutil = None

if os.name == "nt":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


SAME_START_SEC = 60.0
"""Starts of a process this close are one: a clock may be set meanwhile, but no number comes back
so soon."""


def remember_process(process: "psutil.Process") -> dict[str, float]:
    """Return what a process can be told by: a number alone is given to another one day."""
    return {"process": process.pid, "started": round(process.create_time(), 2)}


def find_process(told: dict[str, Any]) -> "psutil.Process | None":
    """Return a process that `remember_process` told of, if it still runs and can be seen."""
    if psutil is None:
        return None
    try:
        process = psutil.Process(int(told["process"]))
        same = abs(process.create_time() - float(told["started"])) < SAME_START_SEC
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except (KeyError, TypeError, ValueError, OverflowError, psutil.Error):
        return None


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
        this = remember_process(psutil.Process()) if psutil else {"process": os.getpid()}
        told = json.dumps(this).encode()
        with self.path.open("a+b") as file:
            for patience in range(9, -1, -1):  # somebody may be looking whether it is held
                try:
                    _try_lock(file.fileno())
                    break
                except OSError as error:
                    if not patience:
                        raise TrainingError(
                            f"Process {self.process} trains {self.path.parent} already; watch it, "
                            "or stop it first."
                        ) from error
                    time.sleep(0.1)
            file.truncate(0)
            file.write(told)
            file.flush()
            yield

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
        with self.path.open("r+b") as file:
            try:
                _try_lock(file.fileno())
            except OSError:
                return True
            return False
