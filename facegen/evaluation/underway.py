"""How far a report is, for whoever waits for it: `progress.json` where the report is to lie.

The file is there from the beginning of the work to its end, and after a failure until the next
try. It names the process at work: one that was killed is not waited for.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from facegen.command_line import OptionError
from facegen.errors import FacegenError
from facegen.files import read_json, write_json
from facegen.processes import find_process, this_process
from facegen.progress import PROGRESS_FILE

KILLED = "It was ended before it was done."


@dataclass(frozen=True)
class Underway:
    """How a report goes that is not done.

    Attributes:
        done: Share done, 0 to 1.
        doing: What is being done.
        failed: Why it will not be done; empty while it may.
    """

    done: float = 0.0
    doing: str = ""
    failed: str = ""

    @classmethod
    def read(cls, folder: Path) -> "Underway | None":
        """Return how the report of a folder goes; None if none is being made."""
        if not (folder / PROGRESS_FILE).exists():
            return None
        known = read_json(folder / PROGRESS_FILE)
        at_work = find_process(known) is not None
        if not at_work and known != read_json(folder / PROGRESS_FILE):
            return cls.read(folder)  # it was done in between
        done, doing, failed = (known.get(name) for name in ("done", "doing", "failed"))
        return cls(
            float(done) if isinstance(done, int | float) else 0.0,
            doing if isinstance(doing, str) else "",
            failed if isinstance(failed, str) and failed else "" if at_work else KILLED,
        )

    def write(self, folder: Path) -> None:
        """Say so, as the process at work."""
        facts = {"done": round(self.done, 3), "doing": self.doing, "failed": self.failed}
        write_json(folder / PROGRESS_FILE, {**facts, **this_process()}, lasting=False)


class Telling:
    """Writes down how a report goes that is being made.

    Args:
        folder: Where it is to lie; None tells nobody.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder, self._now = folder, Underway()

    def progress(self, share: float) -> None:
        """Tell the share done, 0 to 1."""
        self._tell(done=share)

    def say(self, doing: str) -> None:
        """Tell what is done next."""
        self._tell(doing=doing)

    def _tell(self, **news: Any) -> None:
        self._now = replace(self._now, **news)
        if self._folder is not None:
            self._now.write(self._folder)


@contextmanager
def underway(folder: Path | None) -> Iterator[Telling]:
    """Tell how a report goes while it is being made.

    Args:
        folder: Where it is to lie; None tells nobody.

    Yields:
        Who is to be told.
    """
    if folder is None:
        yield Telling(None)
        return
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield Telling(folder)
    except BaseException as error:
        with suppress(OSError):  # what failed may be the disk
            Underway(failed=_reason(error)).write(folder)
        raise
    (folder / PROGRESS_FILE).unlink(missing_ok=True)


def _reason(error: BaseException) -> str:
    if isinstance(error, FacegenError | OptionError):
        return str(error)
    return KILLED if isinstance(error, KeyboardInterrupt) else f"{type(error).__name__}: {error}"
