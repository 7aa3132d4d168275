"""The bundled faces, unpacked once for all tests of a process."""

import tempfile
from functools import cache
from pathlib import Path

from facegen.data.bundled import open_bundled
from facegen.data.store import FaceStore


@cache
def _place() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="facegen-bundled-", ignore_cleanup_errors=True)


@cache
def bundled_faces() -> FaceStore:
    """Return them, for reading."""
    return open_bundled(Path(_place().name))


def lend_bundled(home: Path) -> None:
    """Give a home them as if they had been unpacked there."""
    bundled_faces()
    if not (home / "bundled").exists():
        (home / "bundled").symlink_to(Path(_place().name) / "bundled")
