import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from facegen.data.store import FaceStore
from facegen.statistics.index_folder import index_folder


@pytest.fixture
def store(make_store) -> FaceStore:
    return make_store(np.zeros((1, 1, 1, 3), np.uint8))


@pytest.fixture
def unwritable(store: FaceStore) -> Iterator[FaceStore]:
    """A store that this process may only read."""
    store.folder.chmod(0o500)
    root = os.getuid() == 0
    if root:  # who may write everywhere
        os.setresuid(65534, -1, -1)
    yield store
    if root:
        os.setresuid(0, -1, -1)
    store.folder.chmod(0o700)


def test_an_index_lies_within_its_store(store: FaceStore) -> None:
    assert index_folder(store) == store.folder / "index"
    assert not index_folder(store).exists()


def test_an_index_of_a_store_that_cannot_be_written_lies_at_home(
    unwritable: FaceStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACEGEN_HOME", str(tmp_path / "home"))
    expected = tmp_path / "home" / "index" / unwritable.fingerprint
    assert index_folder(unwritable) == expected
