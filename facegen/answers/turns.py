"""Heavy work, one piece at a time, and what it is told with as it goes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from facegen.latent.renderer import Busy

MOST_WAITING = 4

Tell = Callable[[object], None]
"""Takes a dataclass that a script reads."""


class Turns:
    """Lets one piece of heavy work go on at a time, and a few wait."""

    def __init__(self) -> None:
        """Nobody is at it."""
        self._turn = threading.Lock()
        self._places = threading.BoundedSemaphore(MOST_WAITING)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn, and have it.

        Raises:
            Busy: If too many wait already.
        """
        if not self._places.acquire(blocking=False):
            raise Busy("Others are having slow things made here; try again in a moment.")
        try:
            with self._turn:
                yield
        finally:
            self._places.release()
