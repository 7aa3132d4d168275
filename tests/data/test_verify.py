import json
import shutil
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facegen.data.prepare import prepare
from facegen.data.sources.detect import open_source
from facegen.data.store import ARRAYS, MANIFEST, read_manifest
from facegen.data.verify import checksum, checksum_without_own, damage_of
from facegen.errors import StoreError
from tests.data.conftest import COUNT, SmallCeleba


@pytest.fixture(scope="module")
def whole(small_celeba: SmallCeleba, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("verify")
    small_celeba.write_official(root / "celeba")
    prepare(open_source(root / "celeba"), root / "store", 16)
    return root / "store"


def test_checksum_is_crc_32(tmp_path: Path) -> None:
    data = bytes(range(256)) * 9000  # more than is read at once
    (tmp_path / "a").write_bytes(data)
    assert checksum(tmp_path / "a") == f"{zlib.crc32(data):08x}"


def test_a_whole_store_has_no_damage(whole: Path) -> None:
    assert damage_of(whole) == []


@pytest.mark.parametrize("name", [*ARRAYS, MANIFEST])
@pytest.mark.parametrize("place", [0, 0.1, 0.5, 1])
def test_one_flipped_bit_is_found_and_its_file_named(
    whole: Path, tmp_path: Path, name: str, place: float
) -> None:
    store = Path(shutil.copytree(whole, tmp_path / "store"))
    data = bytearray((store / name).read_bytes())
    data[int((len(data) - 1) * place)] ^= 1
    (store / name).write_bytes(data)
    (sentence,) = damage_of(store)
    assert str(store / name) in sentence


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.integers(0, 10**6), bits=st.integers(1, 255))
def test_any_damage_to_the_manifest_is_found(whole: Path, place: int, bits: int) -> None:
    path = whole / MANIFEST
    data = path.read_bytes()
    damaged = bytearray(data)
    damaged[place % len(data)] ^= bits
    try:
        path.write_bytes(damaged)
        damage = damage_of(whole)  # of another file too, if its checksum is what was hit
    finally:
        path.write_bytes(data)
    assert MANIFEST in damage[0]
    assert damage_of(whole) == []


def test_a_file_that_is_gone_is_named(whole: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(whole, tmp_path / "store"))
    (store / "names.txt").unlink()
    (sentence,) = damage_of(store)
    assert sentence.endswith("names.txt could not be read: No such file or directory.")


def test_files_that_fit_their_checksums_must_fit_each_other(whole: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(whole, tmp_path / "store"))
    manifest = replace(read_manifest(store), count=COUNT + 1)
    own = {MANIFEST: checksum_without_own(manifest)}
    manifest = replace(manifest, checksums={**manifest.checksums, **own})
    (store / MANIFEST).write_text(manifest.to_json())
    (sentence,) = damage_of(store)
    assert "faces.npy should hold uint8 (25, 16, 16, 3) by the manifest" in sentence


def test_older_manifests_have_no_checksum_of_their_own(whole: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(whole, tmp_path / "store"))
    fields = json.loads((store / MANIFEST).read_text())
    del fields["checksums"][MANIFEST]
    (store / MANIFEST).write_text(json.dumps(fields))
    assert damage_of(store) == []


def test_no_store_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is not a prepared store"):
        damage_of(tmp_path)
