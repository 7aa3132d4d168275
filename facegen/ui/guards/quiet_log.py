"""A log that stays small whatever strangers do: what is said again is counted, not written."""

import logging
import threading
import time

SILENT_SEC = 60.0
MOST_KNOWN = 500


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
