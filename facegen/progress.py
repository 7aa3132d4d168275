"""How work that takes a while says how far it is: one shape of callback for all of it."""

from collections.abc import Callable

PROGRESS_FILE = "progress.json"
"""Lies where a result is to lie while a process works on it, and tells others how far it is."""

Progress = Callable[[float], object]
"""Told the share done, 0 to 1, again and again, perhaps from several threads. What it raises ends
the work."""


def unwatched(share: float) -> None:
    """Take no notice: the `Progress` of work that nobody waits for."""


def stretch(progress: Progress, start: float, end: float) -> Progress:
    """Return the progress of a part of the work.

    Args:
        progress: Of all of it.
        start: Share done when the part begins, 0 to 1.
        end: Share done when the part ends.
    """
    return lambda share: progress(start + (end - start) * share)
