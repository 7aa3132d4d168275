"""Files and folders that are there whole or not at all."""

import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

LEFT_SEC = 24 * 3600.0
"""Nobody works in one passing folder for so long."""

_PASSING = ".passing-"


def write_whole(path: Path, content: bytes, lasting: bool = True) -> None:
    """Write a file beside its place and rename it: it is never seen half.

    Args:
        path: The file.
        content: What it is to hold.
        lasting: Whether it is synced to disk, to last through a loss of power.
    """
    writer = f"{os.getpid()}-{threading.get_ident()}"
    partial = path.with_name(f".partial-{writer}-{path.name}")
    try:
        with partial.open("wb") as file:
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    if lasting:
        sync_folder(path.parent)


@contextmanager
def whole_folder(folder: Path, replace: bool = False) -> Iterator[Path]:
    """Make a folder beside its place and rename it: it is never seen half.

    Args:
        folder: Of what is made.
        replace: Whether what is there goes away for it; else only an empty folder does.

    Yields:
        An empty folder to fill, which is gone if that fails.

    Raises:
        OSError: If it cannot be put in its place.
    """
    partial = folder.with_name(f".partial-{folder.name}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        yield partial
        if replace:
            shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def passing_folder(place: Path) -> Iterator[Path]:
    """Make a folder to work in beside a place, which is gone afterwards; several may at once.

    What processes that were killed have left there goes too, once it is a day old.
    """
    for left in place.parent.glob(f"{_PASSING}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > LEFT_SEC:
                shutil.rmtree(left)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=_PASSING) as folder:
        yield Path(folder)


def write_json(path: Path, values: Any, lasting: bool = True) -> None:
    """Write plain values as indented JSON; see `write_whole`."""
    write_whole(path, (json.dumps(values, indent=1) + "\n").encode(), lasting)


def read_json(path: Path) -> dict[str, Any]:
    """Read an object; empty where there is none, or none that can be read."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def sync_folder(folder: Path) -> None:
    """Make renames inside a folder last through a loss of power, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
