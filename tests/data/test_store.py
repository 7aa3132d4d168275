import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facegen.data.sealing import seal
from facegen.data.store import (
    ARRAYS,
    FaceStore,
    Manifest,
    find_stores,
    is_store,
    open_store,
    pack_attributes,
)
from facegen.errors import QueryError, StoreError

COUNT = 130
RNG = np.random.default_rng(5)
FACES = RNG.integers(0, 256, (COUNT, 8, 8, 3), dtype=np.uint8)
VALUES = RNG.random((COUNT, 3)) < 0.4
PARTITIONS = RNG.integers(0, 3, COUNT).astype(np.uint8)
IDENTITIES = RNG.integers(0, 20, COUNT).astype(np.int32)
NAMES = [f"{i}\u2028\x85 {i}.jpg" for i in range(COUNT)]  # what str.splitlines would divide
MANIFEST = Manifest(
    title="Noise",
    source="a generator",
    synthetic=True,
    size_px=8,
    crop="whole",
    count=COUNT,
    attribute_names=("A", "B", "C"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A whole store of noise."""
    place = tmp_path / "noise"
    place.mkdir()
    np.save(place / "faces.npy", FACES)
    seal(place, MANIFEST, NAMES, VALUES, PARTITIONS, IDENTITIES)
    return place


@pytest.fixture
def store(folder: Path) -> FaceStore:
    return open_store(folder)


def test_what_was_written_is_there(store: FaceStore) -> None:
    assert (store.count, store.size_px, store.attribute_names) == (COUNT, 8, ("A", "B", "C"))
    assert np.array_equal(store.faces, FACES)
    assert np.array_equal(store.partitions, PARTITIONS)
    assert np.array_equal(store.identities, IDENTITIES)
    assert store.names == tuple(NAMES)


def test_faces_are_mapped_not_read(store: FaceStore) -> None:
    assert isinstance(store.faces, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        store.faces[0] = 0


def test_attributes_of_some_faces(store: FaceStore) -> None:
    rows = [129, 0, 63, 64, 65, 0]
    assert np.array_equal(store.attributes_of(rows), VALUES[rows])
    assert store.attributes_of([]).shape == (0, 3)


def test_rows_in_a_partition(store: FaceStore) -> None:
    for name, number in (("train", 0), ("valid", 1), ("test", 2)):
        assert store.rows_in(name).tolist() == [i for i, p in enumerate(PARTITIONS) if p == number]
    assert store.rows_in("unknown").size == 0


@settings(deadline=None)
@given(st.integers(0, 200), st.integers(0, 5), st.integers(0, 9))
def test_bits_are_where_they_are_said_to_be(count: int, attributes: int, seed: int) -> None:
    values = np.random.default_rng(seed).random((count, attributes)) < 0.5
    bits = pack_attributes(values)
    assert bits.shape == (attributes, -(-count // 64))
    assert bits.dtype == np.uint64
    for a in range(attributes):
        whole = sum(int(word) << (64 * i) for i, word in enumerate(bits[a]))
        assert whole == sum(1 << int(face) for face in np.flatnonzero(values[:, a]))


def test_a_name_of_nothing_is_refused_with_what_there_is(store: FaceStore) -> None:
    with pytest.raises(QueryError, match="must be one of train, valid, test, unknown, but is 'x'"):
        store.rows_in("x")
    first = store.attribute_names[0]
    with pytest.raises(QueryError, match=f"'{first}_' is not .* Did you mean '{first}'"):
        store.bits_of(f"{first}_")


def test_fingerprint_follows_the_checksums(store: FaceStore) -> None:
    checksums = {**store.manifest.checksums, "faces.npy": "00000000"}
    other = replace(store, manifest=replace(store.manifest, checksums=checksums))
    assert other.fingerprint != store.fingerprint
    assert replace(store).fingerprint == store.fingerprint


def test_a_manifest_survives_being_written(store: FaceStore) -> None:
    text = store.manifest.to_json()
    assert Manifest.from_json(text, Path("x")) == store.manifest


def test_an_older_manifest_without_plan_is_read(folder: Path) -> None:
    fields = json.loads((folder / "manifest.json").read_text())
    for late in ("plan", "enlarged"):
        del fields[late]
    (folder / "manifest.json").write_text(json.dumps(fields))
    assert open_store(folder).manifest.plan == ""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{", "", "is not the manifest of a store"),
        ('"format": 1', '"format": 2', "is of store format 2, but this facegen reads format 1"),
        ('"format": 1', '"form": 1', "is not the manifest of a store"),
        ('"count"', '"number"', "lacks or misnames a field"),
        ('"rejects": []', '"rejects": [{"name": "a"}]', "lacks or misnames a field"),
        ('"count": 130', '"count": 131', r"faces\.npy should hold uint8 \(131, 8, 8, 3\)"),
        ('"size_px": 8', '"size_px": 9', r"faces\.npy should hold uint8 \(130, 9, 9, 3\)"),
        ('"A",', "", r"attributes\.npy should hold uint64 \(2, 3\) .*, but holds uint64 \(3, 3\)"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(
    folder: Path, old: str, new: str, message: str
) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(StoreError, match=message):
        open_store(folder)


@pytest.mark.parametrize("name", [name for name in ARRAYS if name.endswith(".npy")])
def test_a_missing_or_shortened_file_is_refused(folder: Path, name: str) -> None:
    path = folder / name
    for kept in (path.read_bytes()[:-1], b""):
        path.write_bytes(kept)
        with pytest.raises(StoreError, match=f"{name} is missing or damaged"):
            open_store(folder)
    path.unlink()
    with pytest.raises(StoreError, match=f"{name} is missing or damaged"):
        open_store(folder)


@pytest.mark.parametrize("name", [name for name in ARRAYS if name.endswith(".npy")])
def test_numbers_of_another_kind_are_refused(folder: Path, name: str) -> None:
    values = np.load(folder / name)
    kind = values.dtype
    for other in (kind.newbyteorder() if kind.itemsize > 1 else np.dtype(np.int8), np.float64):
        np.save(folder / name, values.astype(other))
        with pytest.raises(StoreError, match=rf"{name} should hold {kind} .*, but holds "):
            open_store(folder)


def test_a_folder_without_manifest_is_no_store(folder: Path) -> None:
    assert is_store(folder)
    (folder / "manifest.json").unlink()
    assert not is_store(folder)
    with pytest.raises(
        StoreError, match=r"is not a prepared store .*python -m facegen\.data prepar"
    ):
        open_store(folder)


def test_stores_are_found_at_a_place_and_in_it(folder: Path) -> None:
    home = folder.parent
    shutil.copytree(folder, home / "another")
    (home / "empty").mkdir()
    (home / "file").write_text("")
    assert find_stores(home) == [home / "another", folder]
    assert find_stores(str(folder)) == [folder]
    assert find_stores(home / "nowhere") == []


def test_what_is_no_store_is_said_with_its_usual_cause(tmp_path: Path) -> None:
    (tmp_path / "faces" / "inner").mkdir(parents=True)
    (tmp_path / "faces" / "inner" / "manifest.json").write_text("{}")
    (tmp_path / "half.partial").mkdir()
    for name, message in (
        ("gone", "There is no .*gone. If the store was moved, name the place it is in now"),
        ("faces", "is not a prepared store itself, but holds inner; name one"),
        ("half", "is not prepared to its end; go on with the same command"),
    ):
        with pytest.raises(StoreError, match=message):
            open_store(tmp_path / name)
