"""Stores by name: a folder, or `bundled` for the faces that ship with facegen."""

import importlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from facegen.config import Settings
from facegen.data.store import FaceStore, find_stores, is_store, open_store
from facegen.processes import launch

BUNDLED = "bundled"
BUNDLED_FACES = Path(__file__).with_name("bundled_faces")
ABOUT = "about.json"
"""Beside them: what is in them, for whoever does not open them."""
OWN = "own-"
"""Begins the folder of a store that was made of a reader's pictures on the page."""


def is_bundled(name: Path | str) -> bool:
    """Return whether a name is that of the faces that ship: no store of that name lies here."""
    return str(name) == BUNDLED and not is_store(Path(name))


def stores_offered(settings: Settings) -> tuple[list[Path], list[Path]]:
    """Return the stores that lie before the bundled faces in the page's choice, and after them.

    Args:
        settings: Name the person's stores, which come first, and the folder of others.
    """
    found = find_stores(settings.stores_home)
    own = [folder for folder in found if folder.name.startswith(OWN)]
    return [*settings.stores, *(folder for folder in found if folder not in own)], own


def about_bundled() -> dict[str, Any]:
    """Return `title`, `count`, `px` and `synthetic` of the faces that ship."""
    return json.loads((BUNDLED_FACES / ABOUT).read_text(encoding="utf-8"))


def unpack_aside(settings: Settings) -> Callable[[], object]:
    """Unpack the faces that ship in a process of its own, where none ever were.

    Args:
        settings: Name the folder they are kept in.

    Returns:
        What waits until they are. Where they cannot be, whoever opens them is told why.
    """
    if find_stores(settings.home / BUNDLED):
        return lambda: None
    nobody = subprocess.DEVNULL
    try:
        unpacking = launch("facegen.data.bundled", str(settings.home), stdout=nobody, stderr=nobody)
    except OSError:  # no further process may be
        return lambda: None
    return unpacking.wait


def store_named(name: Path | str) -> FaceStore:
    """Open a store by name.

    Args:
        name: A folder that `facegen data prepare` made; or `bundled`, where no store is called
            so, for the faces that ship, which are unpacked on first use.

    Raises:
        StoreError: If it is no store, or its files do not fit its manifest.
    """
    if not is_bundled(name):
        return open_store(name)
    # Unpacking takes pyarrow, whose import takes longer than a median and is wanted here alone.
    bundled = importlib.import_module("facegen.data.bundled")
    return bundled.open_bundled(Settings.from_environment().home)
