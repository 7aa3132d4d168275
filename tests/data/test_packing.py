import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, features

from facegen.data import packing
from facegen.data.__main__ import main
from facegen.data.mosaics import mosaic
from facegen.data.packing import pack, read_parts, unpack
from facegen.data.sealing import seal
from facegen.data.store import FaceStore, open_store
from facegen.data.verify import damage_of
from facegen.errors import StoreError

FORMS = ["webp", pytest.param("avif", marks=pytest.mark.skipif(
    not features.check("avif"), reason="this Pillow knows no AVIF"
))]  # fmt: skip


@pytest.fixture(scope="module")
def store(bundled: FaceStore, tmp_path_factory: pytest.TempPathFactory) -> FaceStore:
    """130 of the bundled faces, small, so that the last of three mosaics is not full."""
    rows = np.arange(7, 137)
    folder = tmp_path_factory.mktemp("some")
    np.save(folder / "faces.npy", bundled.faces[rows, ::2, ::2])
    seal(
        folder,
        replace(bundled.manifest, count=len(rows), size_px=bundled.size_px // 2, checksums={}),
        [bundled.names[row] for row in rows],
        bundled.attributes_of(rows),
        bundled.partitions[rows],
        bundled.identities[rows],
    )
    return open_store(folder)


@pytest.mark.parametrize("form", FORMS)
def test_a_store_comes_back_with_its_labels_and_nearly_its_faces(
    store: FaceStore, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "PART_BYTES", 50_000)
    wanted_mb = store.count * 900 / 1e6
    parts = pack(store, tmp_path / "parts", wanted_mb, form)
    files = sorted(path for path in (tmp_path / "parts").iterdir() if path.name != "parts.json")
    size = sum(path.stat().st_size for path in files)
    assert size == parts.bytes
    assert 0.85 * wanted_mb * 1e6 < size <= wanted_mb * 1e6
    assert len(files) > 2
    assert max(path.stat().st_size for path in files) <= 50_000

    back = unpack(tmp_path / "parts", tmp_path / "back")
    assert not damage_of(back.folder)
    assert back.names == store.names
    for name in ("attribute_bits", "partitions", "identities"):
        np.testing.assert_array_equal(getattr(back, name), getattr(store, name))
    errors = np.abs(back.faces.astype(int) - store.faces).mean((1, 2, 3))
    assert errors.mean() == pytest.approx(parts.error, abs=0.001)
    # a face in the wrong place is tens of 255 away
    assert errors.max() < 12
    assert back.manifest.title == f"{store.manifest.title}, lossy"
    assert store.fingerprint in back.manifest.notice
    assert back.fingerprint != store.fingerprint


def test_more_room_keeps_more(store: FaceStore, tmp_path: Path) -> None:
    small, large = (
        pack(store, tmp_path / f"{size}", store.count * size / 1e6) for size in (700, 1400)
    )
    assert large.error < small.error
    assert large.quality > small.quality
    with pytest.raises(StoreError, match="too few"):
        pack(store, tmp_path / "none", 0.02)
    assert not list(tmp_path.glob(".partial*"))


def test_parts_are_unpacked_once_and_never_over_something_else(
    store: FaceStore, tmp_path: Path
) -> None:
    pack(store, tmp_path / "parts", 0.15)
    first = unpack(tmp_path / "parts", tmp_path / "back")
    made = (first.folder / "manifest.json").stat().st_mtime_ns
    assert unpack(tmp_path / "parts", tmp_path / "back").fingerprint == first.fingerprint
    assert (first.folder / "manifest.json").stat().st_mtime_ns == made
    with pytest.raises(StoreError, match="is there already"):
        unpack(tmp_path / "parts", store.folder)
    with pytest.raises(StoreError, match="is there already"):
        pack(store, tmp_path / "parts")


def test_damaged_parts_make_no_store(store: FaceStore, tmp_path: Path) -> None:
    pack(store, tmp_path / "parts", 0.15)
    place = next((tmp_path / "parts").glob("*.zip"))
    whole = place.read_bytes()
    place.write_bytes(whole[:5000] + bytes([whole[5000] ^ 255]) + whole[5001:])
    with pytest.raises(StoreError, match="bring its files anew"):
        unpack(tmp_path / "parts", tmp_path / "back")
    assert not (tmp_path / "back").exists()
    place.unlink()
    with pytest.raises(StoreError, match=f"lacks {place.name}"):
        unpack(tmp_path / "parts", tmp_path / "back")
    with pytest.raises(StoreError, match="holds no packed faces"):
        read_parts(tmp_path)


def test_a_mosaic_shows_its_faces_in_reading_order(store: FaceStore, tmp_path: Path) -> None:
    faces, px = store.faces[:11], store.size_px
    laid = mosaic(faces)
    for index, face in enumerate(faces):
        row, column = divmod(index, 8)
        np.testing.assert_array_equal(
            laid[row * px : (row + 1) * px, column * px : (column + 1) * px], face
        )
    np.testing.assert_array_equal(laid[-px:, -px:], faces[-1])


def test_the_command_line_packs_and_unpacks(
    store: FaceStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts, back = tmp_path / "parts", tmp_path / "back"
    assert main(["pack", f"{store.folder}", f"--out={parts}", "--megabytes=0.15", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["bytes"] <= 1.5e5
    with zipfile.ZipFile(parts / "faces-00.zip") as file, file.open("000000.webp") as picture:
        assert Image.open(picture).size == (8 * store.size_px, 8 * store.size_px)
    assert main(["unpack", f"{parts}", f"--out={back}"]) == 0
    assert open_store(back).count == store.count
    assert f"lossy: {store.count:,}" in capsys.readouterr().out
