"""Where what is worked out once about a store is kept, and how it gets there whole."""

import os
from pathlib import Path

from facegen.config import Settings
from facegen.data.store import FaceStore


def index_folder(store: FaceStore) -> Path:
    """Return the folder for what is worked out once about a store; it may not exist yet.

    It lies within the store where one may write there, else in facegen's own folder under the
    store's fingerprint.
    """
    if os.access(store.folder, os.W_OK):
        return store.folder / "index"
    return Settings.from_environment().home / "index" / store.fingerprint
