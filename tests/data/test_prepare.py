import io
import math
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facegen.data.pictures import decode
from facegen.data.prepare import prepare
from facegen.data.sources.detect import open_source
from facegen.data.sources.source import Source
from facegen.data.store import Reject, open_store
from facegen.data.verify import damage_of
from facegen.errors import DataError, StoreError
from tests.data.conftest import COUNT, SmallCeleba, contents


def area_by_blocks(picture: np.ndarray, size_px: int) -> np.ndarray:
    """Average a square picture's areas by cutting each pixel into many equal ones."""
    times = size_px // math.gcd(picture.shape[0], size_px)
    block = picture.shape[0] * times // size_px
    fine = picture.repeat(times, axis=0).repeat(times, axis=1)
    sums = fine.reshape(size_px, block, size_px, block, 3).sum((1, 3))
    return np.rint(sums / block**2)


@pytest.fixture
def celeba_source(small_celeba: SmallCeleba, tmp_path: Path) -> Source:
    small_celeba.write_zipped(tmp_path / "celeba")
    return open_source(tmp_path / "celeba")


@pytest.mark.parametrize(
    ("crop", "rows", "columns"), [(None, (40, 188), (15, 163)), ("square", (20, 198), (0, 178))]
)
def test_a_store_holds_what_the_source_does(
    celeba_source: Source, small_celeba: SmallCeleba, tmp_path: Path, crop, rows, columns
) -> None:
    manifest = prepare(celeba_source, tmp_path / "store", 32, crop)
    store = open_store(tmp_path / "store")
    assert store.manifest == manifest
    assert (manifest.title, manifest.source) == ("CelebA", "img_align_celeba.zip")
    assert (manifest.size_px, manifest.crop, manifest.count) == (32, crop or "face", COUNT)
    assert store.names == tuple(small_celeba.names)
    assert np.array_equal(store.attributes_of(range(COUNT)), small_celeba.attributes)
    assert np.array_equal(store.partitions, small_celeba.partitions)
    assert np.array_equal(store.identities, small_celeba.identities)
    for i in (0, COUNT - 1):
        cut = decode(small_celeba.jpegs[i])[slice(*rows), slice(*columns)]
        assert np.array_equal(store.faces[i], area_by_blocks(cut, 32))
    assert damage_of(tmp_path / "store") == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["celeba", "store"]


def test_every_layout_gives_the_same_faces(small_celeba: SmallCeleba, tmp_path: Path) -> None:
    stores = []
    for layout in ("official", "download", "kaggle", "hub"):
        (tmp_path / layout).mkdir()
        getattr(small_celeba, f"write_{layout}")(tmp_path / layout)
        prepare(open_source(tmp_path / layout), tmp_path / f"{layout}.store", 16)
        stores.append(contents(tmp_path / f"{layout}.store"))
    for name in ("faces.npy", "attributes.npy", "names.txt", "partitions.npy"):
        assert len({store[name] for store in stores}) == 1


def test_a_limit_takes_the_first(celeba_source: Source, tmp_path: Path) -> None:
    assert prepare(celeba_source, tmp_path / "all", 16).count == COUNT
    manifest = prepare(celeba_source, tmp_path / "five", 16, limit=5)
    assert manifest.count == 5
    faces = open_store(tmp_path / "five").faces
    assert np.array_equal(faces, open_store(tmp_path / "all").faces[:5])


def test_progress_goes_from_nothing_to_all(celeba_source: Source, tmp_path: Path) -> None:
    seen = []
    prepare(celeba_source, tmp_path / "s", 16, progress=seen.append)
    assert seen == [0, 1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"size_px": 7}, "must be from 8 to 1024 pixels, but is 7"),
        ({"size_px": 1025}, "must be from 8 to 1024 pixels, but is 1025"),
        ({"crop": "round"}, "must be one of face, square, whole, but is 'round'"),
        ({"limit": 0}, "must be at least 1 picture, but is 0"),
    ],
)
def test_parameters_out_of_range_are_refused(
    celeba_source: Source, tmp_path: Path, options: dict, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        prepare(celeba_source, tmp_path / "store", **options)
    assert not (tmp_path / "store.partial").exists()


def test_rejects_leave_no_gap(tmp_path: Path) -> None:
    folder = tmp_path / "dots"
    folder.mkdir()
    for i in range(300):
        Image.new("RGB", (9, 9), (i % 256, i // 256, 0)).save(folder / f"{i:03d}.png")
    bad = [0, 5, 127, 128, 255, 299]
    for i in bad:
        (folder / f"{i:03d}.png").write_bytes(b"no picture" if i % 2 else b"")
    (folder / "attributes.csv").write_text(
        "file,even\n" + "".join(f"{i:03d}.png,{1 - i % 2}\n" for i in range(300))
    )
    manifest = prepare(open_source(folder), tmp_path / "store", 8)
    store = open_store(tmp_path / "store")
    good = [i for i in range(300) if i not in bad]
    assert store.count == len(good)
    assert [int(f[0, 0, 0]) + 256 * int(f[0, 0, 1]) for f in store.faces] == good
    assert store.names == tuple(f"{i:03d}.png" for i in good)
    assert store.attributes_of(range(store.count))[:, 0].tolist() == [i % 2 == 0 for i in good]
    reasons = {
        True: "is not a JPEG, PNG, WebP, AVIF, GIF or BMP picture",
        False: "is empty (0 bytes)",
    }
    assert manifest.rejects == tuple(Reject(f"{i:03d}.png", reasons[i % 2 == 1]) for i in bad)
    assert damage_of(tmp_path / "store") == []


def test_pictures_of_another_size_are_rejected_from_the_face_crop(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_official(tmp_path / "celeba")
    Image.new("RGB", (200, 218)).save(tmp_path / "celeba/img_align_celeba/000002.jpg")
    manifest = prepare(open_source(tmp_path / "celeba"), tmp_path / "store", 16)
    reason = "is 200 x 218 pixels; the face crop is for aligned pictures of 178 x 218"
    assert manifest.rejects == (Reject("000002.jpg", reason),)
    assert manifest.count == COUNT - 1


def test_what_is_known_of_rejected_pictures_goes_with_them(
    small_celeba: SmallCeleba, tmp_path: Path
) -> None:
    small_celeba.write_official(tmp_path / "celeba")
    bad = (0, 3, COUNT - 2)
    for i in bad:
        (tmp_path / "celeba/img_align_celeba" / small_celeba.names[i]).write_bytes(b"no picture")
    prepare(open_source(tmp_path / "celeba"), tmp_path / "store", 16)
    store = open_store(tmp_path / "store")
    kept = [i for i in range(COUNT) if i not in bad]
    assert store.count == len(kept)
    for at, i in enumerate(kept):
        assert store.names[at] == small_celeba.names[i]
        assert store.partitions[at] == small_celeba.partitions[i]
        assert store.identities[at] == small_celeba.identities[i]
        assert np.array_equal(store.attributes_of([at])[0], small_celeba.attributes[i])


def test_a_source_without_one_usable_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    for name in ("a.png", "b.jpg"):
        (tmp_path / "bad" / name).touch()
    with pytest.raises(DataError, match=r"None of the 2 .*the first, a\.png, is empty \(0 bytes\)"):
        prepare(open_source(tmp_path / "bad"), tmp_path / "store")
    assert [path.name for path in tmp_path.iterdir()] == ["bad"]


def test_names_that_no_line_can_hold_are_rejected_and_told(tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    for name in (b"good.png", b"line\nbreak.png", b"latin\xe9.png"):
        Image.new("RGB", (9, 9)).save(
            os.path.join(os.fsencode(folder), name).decode("utf-8", "surrogateescape")
        )
    manifest = prepare(open_source(folder), tmp_path / "store", 8)
    assert open_store(tmp_path / "store").names == ("good.png",)
    assert [reject.name for reject in manifest.rejects] == ["latin\\udce9.png", "line\nbreak.png"]


def test_the_same_again_is_already_there(celeba_source: Source, tmp_path: Path) -> None:
    said = []
    first = prepare(celeba_source, tmp_path / "store", 16)
    before = (tmp_path / "store" / "faces.npy").stat()
    assert prepare(celeba_source, tmp_path / "store", 16, say=said.append) == first
    assert (tmp_path / "store" / "faces.npy").stat() == before
    assert said == [
        f"{tmp_path / 'store'} is already prepared from the same pictures in the same way."
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda source: (source, {"size_px": 24}),
        lambda source: (source, {"size_px": 16, "crop": "whole"}),
        lambda source: (source, {"size_px": 16, "limit": 3}),
        lambda source: (replace(source, title="Other"), {"size_px": 16}),
        lambda source: (replace(source, attributes=~source.attributes), {"size_px": 16}),
    ],
)
def test_another_store_is_only_replaced_by_force(
    celeba_source: Source, tmp_path: Path, change
) -> None:
    prepare(celeba_source, tmp_path / "store", 16)
    before = contents(tmp_path / "store")
    source, options = change(celeba_source)
    with pytest.raises(StoreError, match="already a store of something else: 24 faces of 16 px"):
        prepare(source, tmp_path / "store", **options)
    assert contents(tmp_path / "store") == before
    manifest = prepare(source, tmp_path / "store", **options, force=True)
    assert open_store(tmp_path / "store").manifest == manifest
    assert contents(tmp_path / "store") != before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["celeba", "store"]


def test_force_mends_a_damaged_store(celeba_source: Source, tmp_path: Path) -> None:
    prepare(celeba_source, tmp_path / "store", 16)
    whole = contents(tmp_path / "store")
    (tmp_path / "store" / "manifest.json").write_text("{")
    with pytest.raises(StoreError, match="is not the manifest of a store"):
        prepare(celeba_source, tmp_path / "store", 16)
    prepare(celeba_source, tmp_path / "store", 16, force=True)
    assert contents(tmp_path / "store") == whole


def test_what_is_no_store_is_never_replaced(celeba_source: Source, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "mine.jpg").touch()
    for out in (tmp_path / "photos", tmp_path / "photos" / "mine.jpg"):
        with pytest.raises(StoreError, match="exists and is not a store"):
            prepare(celeba_source, out, 16, force=True)
    assert (tmp_path / "photos" / "mine.jpg").exists()
    (tmp_path / "empty").mkdir()
    assert prepare(celeba_source, tmp_path / "empty", 16).count == COUNT


def test_a_place_that_cannot_be_written_is_an_error(celeba_source: Source, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="could not be written"):
        prepare(celeba_source, tmp_path / "file" / "store", 16)


@pytest.mark.celeba
def test_real_faces_are_the_area_average_of_the_crop(celeba: Path, tmp_path: Path) -> None:
    source = open_source(celeba)
    manifest = prepare(source, tmp_path / "store", limit=300)
    assert (manifest.count, manifest.rejects) == (300, ())
    assert manifest.rows_without_picture == 202_599 - 24_000
    store = open_store(tmp_path / "store")
    for i in (0, 299):
        picture = np.asarray(Image.open(io.BytesIO(source.read(i))).crop((15, 40, 163, 188)))
        assert np.array_equal(store.faces[i], area_by_blocks(picture, 64))
    assert damage_of(tmp_path / "store") == []
