"""Stores by name: a folder, or `bundled` for the faces that ship with facegen."""

import importlib
from pathlib import Path

from facegen.config import Settings
from facegen.data.store import FaceStore, is_store, open_store

BUNDLED = "bundled"


def is_bundled(name: Path | str) -> bool:
    """Return whether a name is that of the faces that ship: no store of that name lies here."""
    return str(name) == BUNDLED and not is_store(Path(name))


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
