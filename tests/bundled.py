"""The bundled faces, unpacked once for all processes of a test run, and what is learned of them."""

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from filelock import FileLock

from facegen.data.bundled import open_bundled
from facegen.data.store import FaceStore

PLACE = "FACEGEN_TEST_BUNDLED"


def begin() -> None:
    """Make a place for them, which the workers of this process inherit."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ[PLACE] = tempfile.mkdtemp(prefix="facegen-bundled-")


def end() -> None:
    """Remove them with the process that made the place."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(os.environ.pop(PLACE), ignore_errors=True)


@cache
def bundled_faces() -> FaceStore:
    """Return them, for reading."""
    place = Path(os.environ[PLACE])
    with FileLock(place / "lock"):
        return open_bundled(place)


def lend_bundled(home: Path) -> Path:
    """Give a home them as if they had been unpacked there; returns the home."""
    bundled_faces()
    home.mkdir(exist_ok=True)
    if not (home / "bundled").exists():
        (home / "bundled").symlink_to(Path(os.environ[PLACE]) / "bundled")
    return home
