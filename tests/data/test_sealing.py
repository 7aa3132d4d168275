import json
import zlib
from pathlib import Path

import numpy as np
import pytest

from facegen.data.sealing import seal, sync
from facegen.data.store import ARRAYS, MANIFEST, Manifest, open_store
from facegen.data.verify import damage_of
from facegen.errors import StoreError

COUNT, NAMES = 70, ("A", "B", "C")


@pytest.fixture
def parts() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    return {
        "faces": rng.integers(0, 256, (COUNT, 4, 4, 3), np.uint8),
        "attributes": rng.random((COUNT, 3)) < 0.4,
        "partitions": rng.integers(0, 3, COUNT).astype(np.uint8),
        "identities": rng.integers(-1, 9, COUNT).astype(np.int32),
    }


def sealed(folder: Path, parts: dict[str, np.ndarray]) -> Manifest:
    folder.mkdir()
    np.save(folder / "faces.npy", parts["faces"])
    manifest = Manifest("Dots", "drawn", True, 4, "whole", COUNT, NAMES)
    names = [f"fäce {i}.png" for i in range(COUNT)]
    labels = (parts["attributes"], parts["partitions"], parts["identities"])
    return seal(folder, manifest, names, *labels)


def test_a_sealed_folder_is_a_whole_store(tmp_path: Path, parts: dict[str, np.ndarray]) -> None:
    manifest = sealed(tmp_path / "store", parts)
    store = open_store(tmp_path / "store")
    assert store.manifest == manifest
    assert damage_of(tmp_path / "store") == []
    assert store.names == tuple(f"fäce {i}.png" for i in range(COUNT))
    np.testing.assert_array_equal(store.faces, parts["faces"])
    np.testing.assert_array_equal(store.attributes_of(range(COUNT)), parts["attributes"])
    np.testing.assert_array_equal(store.partitions, parts["partitions"])
    np.testing.assert_array_equal(store.identities, parts["identities"])


def test_the_checksums_are_of_the_files_that_lie_there(
    tmp_path: Path, parts: dict[str, np.ndarray]
) -> None:
    manifest = sealed(tmp_path / "store", parts)
    assert set(manifest.checksums) == {*ARRAYS, MANIFEST}
    for name in ARRAYS:
        data = (tmp_path / "store" / name).read_bytes()
        assert manifest.checksums[name] == f"{zlib.crc32(data):08x}"
    told = json.loads((tmp_path / "store" / MANIFEST).read_text())
    assert told["checksums"] == dict(manifest.checksums)


def test_the_same_parts_make_the_same_bytes(tmp_path: Path, parts: dict[str, np.ndarray]) -> None:
    for name in ("one", "two"):
        sealed(tmp_path / name, parts)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_without_faces_there_is_no_manifest(tmp_path: Path, parts: dict[str, np.ndarray]) -> None:
    manifest = Manifest("Dots", "drawn", True, 4, "whole", COUNT, NAMES)
    labels = (parts["attributes"], parts["partitions"], parts["identities"])
    with pytest.raises((OSError, StoreError), match=r"faces\.npy"):
        seal(tmp_path, manifest, ["x"] * COUNT, *labels)
    assert not (tmp_path / MANIFEST).exists()


def test_what_is_not_there_cannot_be_synced(tmp_path: Path) -> None:
    sync(tmp_path)
    (tmp_path / "file").touch()
    sync(tmp_path / "file")
    with pytest.raises(FileNotFoundError):
        sync(tmp_path / "gone")
