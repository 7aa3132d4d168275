"""Who may start, change, stop or delete a run from the page.

On a Space anybody may call anything the page can do, so training is off there unless its owner has
turned it on and set a secret; whoever gives that secret may train.
"""

import hmac
import logging
import threading
import time
from collections import deque
from contextvars import ContextVar

from facegen.config import Settings
from facegen.errors import TrainingError

MOST_WRONG, MOST_WRONG_OF_ALL = 5, 60
"""Wrong secrets that are looked at: of one address, and of all together, which may be one that
pretends to be many."""
WRONG_SEC = 60.0

asker: ContextVar[str] = ContextVar("asker", default="")
"""The address of whoever asks; empty where nobody knows."""

_log = logging.getLogger(__name__)


class Guesses:
    """Counts wrong secrets, and makes whoever gives many of them wait."""

    def __init__(self) -> None:
        """Nobody has guessed yet."""
        self._wrong: deque[tuple[float, str]] = deque(maxlen=10 * MOST_WRONG_OF_ALL)
        self._lock = threading.Lock()

    def check(self, who: str) -> None:
        """Refuse somebody who guessed too often within the last minute.

        Raises:
            TrainingError: If so.
        """
        with self._lock:
            while self._wrong and time.monotonic() - self._wrong[0][0] > WRONG_SEC:
                self._wrong.popleft()
            own = sum(address == who for _, address in self._wrong)
            if own >= MOST_WRONG or len(self._wrong) >= MOST_WRONG_OF_ALL:
                raise TrainingError(
                    f"Too many wrong secrets were given; wait {WRONG_SEC:.0f} seconds, then try "
                    "again."
                )

    def wrong(self, who: str) -> None:
        """Count a wrong one, and say so in the log at the last that is looked at."""
        with self._lock:
            self._wrong.append((time.monotonic(), who))
            own = sum(address == who for _, address in self._wrong)
        if own == MOST_WRONG:
            _log.warning("%s gave %d wrong secrets within a minute", ascii(who), own)


_guesses = Guesses()


def is_open(settings: Settings) -> bool:
    """Say whether runs may be started here at all, by whoever knows the secret if there is one."""
    return settings.training and (settings.training_secret is not None or not settings.on_space)


def needs_secret(settings: Settings) -> bool:
    """Say whether a person must give the secret."""
    return settings.training_secret is not None


def permit(settings: Settings, secret: str | None) -> None:
    """Let a person act on runs, or say why not.

    Args:
        settings: Of this server.
        secret: What the person gave.

    Raises:
        TrainingError: If training is off here, or the secret is wrong, or too many were.
    """
    if not is_open(settings):
        raise TrainingError(
            "Training is off on this server. Duplicate the Space, or run facegen on your own "
            "machine; the owner turns it on with FACEGEN_TRAINING=on"
            + (" and a FACEGEN_TRAINING_SECRET." if settings.on_space else ".")
        )
    wanted = settings.training_secret
    if wanted is None:
        return
    who = asker.get()
    _guesses.check(who)
    # half a surrogate pair, which a browser can send, is wrong but no error
    given = (secret if isinstance(secret, str) else "").encode("utf-8", "surrogatepass")
    if not hmac.compare_digest(wanted.encode(), given):
        _guesses.wrong(who)
        raise TrainingError(
            "This server asks for a secret before it trains, and the one given is not it; ask "
            "its owner."
        )
