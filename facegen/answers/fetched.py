"""The generators fetched from the Hub while a server lives."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from facegen import hub
from facegen.answers.choices import Choice, described, opened
from facegen.answers.turns import Turns
from facegen.errors import FacegenError, ModelError
from facegen.latent.model import LatentModel
from facegen.progress import Progress, unwatched

MOST_FETCHED = 8


class Fetched:
    """Remembers what was fetched; safe to use from many threads.

    Args:
        own_token: Whether the token of whoever runs the server may be used.

    Attributes:
        turns: One is fetched at a time, beside heavy work: a slow network keeps no core busy.
    """

    def __init__(self, own_token: bool = True) -> None:
        """Nothing is fetched yet."""
        self.own_token = own_token
        self.turns = Turns()
        self._folders: dict[str, Path] = {}
        self._lock = threading.Lock()

    def choices(self) -> list[Choice]:
        """List what was fetched, the newest first."""
        with self._lock:
            folders = list(self._folders.items())
        return [
            Choice(name, _label(name), partial(str, folder), partial(_opened, name, folder))
            for name, folder in reversed(folders)
        ]

    def check(self, name: str) -> None:
        """Refuse a name that is none, or one too many.

        Raises:
            FacegenError: If it is.
        """
        hub.require_name(name)
        with self._lock:
            if name not in self._folders and len(self._folders) >= MOST_FETCHED:
                raise ModelError(
                    f"{MOST_FETCHED} generators have been fetched here already, which is all that "
                    "are kept; choose one of them, or start facegen anew."
                )

    def fetch(self, name: str, progress: Progress = unwatched) -> None:
        """Fetch a generator, the newest there is, and list it if it opens.

        Raises:
            FacegenError: If it cannot be had, is no generator, or is one too many.
        """
        self.check(name)
        folder = hub.fetch(name, partial(_check, name), progress, True, self.own_token)
        _opened(name, folder)
        with self._lock:
            self._folders[name] = folder


def on_hub(name: str) -> Choice:
    """Describe a generator that the person has named; opening it fetches it."""

    def open_it() -> LatentModel:
        return _opened(name, hub.fetch(name, partial(_check, name)))

    return Choice(name, _label(name), lambda: "", open_it)


def _label(name: str) -> str:
    return f"{name} · from the Hub"


def _check(name: str, folder: Path) -> None:
    with _called(name, folder):
        described(folder)


def _opened(name: str, folder: Path) -> LatentModel:
    with _called(name, folder):
        return opened(folder)


@contextmanager
def _called(name: str, folder: Path) -> Iterator[None]:
    """Say in errors what a person calls a folder of the cache."""
    try:
        yield
    except FacegenError as error:
        raise ModelError(str(error).replace(str(folder), name)) from error
    except Exception as error:  # whatever a stranger's numbers bring about
        raise ModelError(
            f"{name} cannot be opened ({type(error).__name__}); use the facegen that made it."
        ) from error
