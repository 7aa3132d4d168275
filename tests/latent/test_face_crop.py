"""Faces are found where CelebA's own alignment says they are."""

import io
import math
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facegen.errors import FacegenError
from facegen.images import resize_area
from facegen.latent.face_crop import _cut, crop_face, read_photo


def noise(height: int, width: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    return rng.integers(0, 255, (height, width, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def aligned(celeba: Path) -> list[np.ndarray]:
    """Return 24 pictures, 178 x 218, whose crop is the square of 148 about (89, 114)."""
    with zipfile.ZipFile(celeba / "img_align_celeba.zip") as archive:
        names = [name for name in archive.namelist() if name.endswith(".jpg")][300:324]
        return [np.asarray(Image.open(io.BytesIO(archive.read(name)))) for name in names]


@pytest.mark.celeba
def test_most_faces_are_cut_as_celeba_cuts_them(aligned: list[np.ndarray]) -> None:
    crops = [crop_face(picture) for picture in aligned]
    found = [crop for crop in crops if crop.found == "eyes"]
    assert len(found) >= 18
    off = [math.dist(crop.centre, (89, 114)) for crop in found]
    assert np.median(off) < 3
    assert np.median([abs(crop.side / 148 - 1) for crop in found]) < 0.1
    assert np.median([abs(crop.turn) for crop in found]) < 4


@pytest.mark.celeba
def test_a_turned_face_in_a_large_photo_is_set_upright(aligned: list[np.ndarray]) -> None:
    differences, turns = [], []
    for picture in aligned:
        photo = np.pad(picture, ((120, 200), (60, 140), (0, 0)), mode="edge")
        size = (3 * photo.shape[1], 3 * photo.shape[0])
        turned = Image.fromarray(photo).resize(size).rotate(-8, Image.Resampling.BICUBIC)
        crop = crop_face(np.asarray(turned))
        if crop.found == "eyes":
            expected = resize_area(picture[40:188, 15:163], 64).astype(int)
            differences.append(np.abs(crop.picture - expected).mean())
            turns.append(crop.turn)
    assert len(turns) >= 12
    assert np.median(turns) == pytest.approx(8, abs=3)
    assert np.median(differences) < 25  # strangers' crops differ by about 60


def test_what_is_cut_upright_is_the_area_average() -> None:
    photo = resize_area(noise(30, 30), 600)
    cut = _cut(photo, np.array([300.0, 280.0]), 256, 0.0, 64)
    np.testing.assert_allclose(cut, resize_area(photo[152:408, 172:428], 64), atol=1)


def test_beyond_the_photo_its_border_goes_on() -> None:
    cut = _cut(np.full((40, 60, 3), 77, np.uint8), np.array([0.0, 0.0]), 100, 0.3, 32)
    assert cut.shape == (32, 32, 3)
    assert bool((cut == 77).all())


def test_without_a_face_the_middle_is_taken_and_said() -> None:
    photo = np.zeros((100, 160, 3), np.uint8)
    photo[:, 30:130] = 200
    crop = crop_face(photo, 32)
    assert crop.found == "centre"
    assert "No face was found" in crop.hint
    assert bool((crop.picture == 200).all())
    assert (crop.centre, crop.side) == ((80, 50), 100)


@pytest.mark.parametrize("shape", [(20, 20), (16, 3000), (20, 20, 3)])
def test_shapes_of_every_kind_are_answered(shape: tuple[int, ...]) -> None:
    photo = np.zeros(shape, np.uint8)
    if photo.ndim == 3:
        assert crop_face(photo).picture.shape == (64, 64, 3)
    else:
        with pytest.raises(FacegenError, match=r"uint8 \(height, width, 3\)"):
            crop_face(photo)


def test_photos_that_are_none() -> None:
    with pytest.raises(FacegenError, match="at least 16 x 16"):
        crop_face(noise(15, 40))
    for content in (b"", b"nonsense", b"\x89PNG\r\n\x1a\n" + b"0" * 50):
        with pytest.raises(FacegenError, match="The photo is .*; give another"):
            read_photo(content)
    buffer = io.BytesIO()
    Image.new("1", (9000, 8000)).save(buffer, "PNG")
    with pytest.raises(FacegenError, match="more than 16,000,000 pixels .9,000 x 8,000"):
        read_photo(buffer.getvalue())


def test_a_photo_is_turned_as_the_camera_was_held() -> None:
    buffer, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    Image.fromarray(noise(20, 40)).save(buffer, "PNG", exif=exif)
    np.testing.assert_array_equal(read_photo(buffer.getvalue()), np.rot90(noise(20, 40), -1))
