"""A log that stays small whatever strangers do: what is said again is counted, not written."""

import logging
import sys
import threading
import time
import traceback
from types import ModuleType, SimpleNamespace

from gradio import queueing, routes

SILENT_SEC = 60.0
MOST_KNOWN = 500

_log = logging.getLogger(__name__)


class Seldom(logging.Filter):
    """Let each message through once a minute, with how often it came meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[str, int, str], tuple[float, int]] = {}
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a record is to be written."""
        key, now = (record.name, record.levelno, str(record.msg)), time.monotonic()
        with self._lock:
            since, more = self._known.get(key, (-SILENT_SEC, 0))
            if now - since < SILENT_SEC:
                self._known[key] = (since, more + 1)
                return False
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = (now, 0)
        if more:
            record.msg = f"{record.getMessage()} [and {more:,} times more meanwhile]"
            record.args = ()
        return True


def keep_small() -> None:
    """Write warnings and errors to standard error, each line seldom."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    handler.addFilter(Seldom())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for module in (queueing, routes):
        log_in_place_of_printing(module)


def log_in_place_of_printing(module: ModuleType | SimpleNamespace) -> None:
    """Have a module log one line where it would print the trace of an error.

    Gradio prints two kilobytes whenever a value sent to it is none of its choices.
    """
    vars(module)["traceback"] = SimpleNamespace(**{**vars(traceback), "print_exc": _log_error})


def _log_error() -> None:
    error = sys.exc_info()[1]
    frames = traceback.extract_tb(error.__traceback__ if error else None)[-1:]
    where = "".join(f" ({frame.filename}:{frame.lineno})" for frame in frames)
    # one line of the log, whatever the error's own text holds
    text = ascii(f"{type(error).__name__}: {error}"[:300])[1:-1]
    _log.error("What was sent to Gradio could not be answered: %s%s", text, where)
