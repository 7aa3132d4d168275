from pathlib import Path

import numpy as np
import pytest
from PIL import features

from facegen.data import packing
from facegen.data.packing import LABELS, pack, read_parts, unpack
from facegen.data.store import FaceStore
from facegen.data.verify import damage_of
from facegen.errors import StoreError

FORMS = ["webp", pytest.param("avif", marks=pytest.mark.skipif(
    not features.check("avif"), reason="this Pillow knows no AVIF"
))]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_store_comes_back_with_its_labels_and_nearly_its_faces(
    some_bundled: FaceStore, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "PART_BYTES", 50_000)
    wanted_mb = some_bundled.count * 900 / 1e6
    parts = pack(some_bundled, tmp_path / "parts", wanted_mb, form)
    files = sorted(path for path in (tmp_path / "parts").iterdir() if path.name != "parts.json")
    size = sum(path.stat().st_size for path in files)
    assert size == parts.bytes
    assert 0.85 * wanted_mb * 1e6 < size <= wanted_mb * 1e6
    assert len(files) > 2
    assert max(path.stat().st_size for path in files) <= 50_000

    back = unpack(tmp_path / "parts", tmp_path / "back")
    assert not damage_of(back.folder)
    assert back.names == some_bundled.names
    for name in ("attribute_bits", "partitions", "identities"):
        np.testing.assert_array_equal(getattr(back, name), getattr(some_bundled, name))
    errors = np.abs(back.faces.astype(int) - some_bundled.faces).mean((1, 2, 3))
    assert errors.mean() == pytest.approx(parts.error, abs=0.001)
    # a face in the wrong place is tens of 255 away
    assert errors.max() < 12
    assert back.manifest.title == f"{some_bundled.manifest.title}, lossy"
    assert some_bundled.fingerprint in back.manifest.notice
    assert back.fingerprint != some_bundled.fingerprint


def test_more_room_keeps_more(some_bundled: FaceStore, tmp_path: Path) -> None:
    small, large = (
        pack(some_bundled, tmp_path / f"{size}", some_bundled.count * size / 1e6)
        for size in (700, 1400)
    )
    assert large.error < small.error
    assert large.quality > small.quality
    with pytest.raises(StoreError, match="too few"):
        pack(some_bundled, tmp_path / "none", 0.02)
    assert not list(tmp_path.glob(".partial*"))


def test_parts_are_unpacked_once_and_never_over_something_else(
    some_bundled: FaceStore, tmp_path: Path
) -> None:
    pack(some_bundled, tmp_path / "parts", 0.15)
    first = unpack(tmp_path / "parts", tmp_path / "back")
    made = (first.folder / "manifest.json").stat().st_mtime_ns
    assert unpack(tmp_path / "parts", tmp_path / "back").fingerprint == first.fingerprint
    assert (first.folder / "manifest.json").stat().st_mtime_ns == made
    with pytest.raises(StoreError, match="is there already"):
        unpack(tmp_path / "parts", some_bundled.folder)
    with pytest.raises(StoreError, match="is there already"):
        pack(some_bundled, tmp_path / "parts")


def test_damaged_parts_make_no_store(some_bundled: FaceStore, tmp_path: Path) -> None:
    pack(some_bundled, tmp_path / "parts", 0.15)
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


@pytest.mark.parametrize("left", [0, 20, 300])
def test_labels_that_are_cut_short_are_said(
    some_bundled: FaceStore, tmp_path: Path, left: int
) -> None:
    pack(some_bundled, tmp_path / "parts", 0.15)
    labels = tmp_path / "parts" / LABELS
    labels.write_bytes(labels.read_bytes()[:left])
    with pytest.raises(StoreError, match="cannot be unpacked .* bring its files anew"):
        unpack(tmp_path / "parts", tmp_path / "back")
