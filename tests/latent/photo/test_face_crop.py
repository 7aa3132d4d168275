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
from facegen.latent.photo.face_crop import Square, crop_face, cut, read_photo, squares_in


def noise(height: int, width: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    return rng.integers(0, 255, (height, width, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def aligned(celeba: Path) -> list[np.ndarray]:
    """Return 24 pictures, 178 x 218, whose crop is the square of 148 about (89, 114)."""
    with zipfile.ZipFile(celeba / "img_align_celeba.zip") as archive:
        names = [name for name in archive.namelist() if name.endswith(".jpg")][300:316]
        return [np.asarray(Image.open(io.BytesIO(archive.read(name)))) for name in names]


@pytest.mark.celeba
def test_most_faces_are_cut_as_celeba_cuts_them(aligned: list[np.ndarray]) -> None:
    crops = [crop_face(picture) for picture in aligned]
    assert all(crop.found == "face" and not crop.hint for crop in crops)
    squares = [crop.square for crop in crops]
    assert np.median([math.dist(square.centre, (89, 114)) for square in squares]) < 3.5
    assert np.median([abs(square.side / 148 - 1) for square in squares]) < 0.07
    assert np.median([abs(square.turn) for square in squares]) < 2


@pytest.mark.celeba
@pytest.mark.parametrize("turn", [-35, 20])
def test_a_turned_face_in_a_large_photo_is_set_upright(aligned: list[np.ndarray], turn: int):
    differences, turns = [], []
    for picture in aligned:
        photo = np.pad(picture, ((120, 200), (60, 140), (0, 0)), mode="edge")
        size = (3 * photo.shape[1], 3 * photo.shape[0])
        turned = Image.fromarray(photo).resize(size).rotate(-turn, Image.Resampling.BICUBIC)
        crop = crop_face(np.asarray(turned))
        assert crop.found == "face"
        expected = resize_area(picture[40:188, 15:163], 64).astype(int)
        differences.append(np.abs(crop.picture - expected).mean())
        turns.append(crop.square.turn)
    assert np.median(turns) == pytest.approx(turn, abs=6)
    assert np.median(differences) < 25  # strangers' crops differ by about 60


@pytest.mark.celeba
def test_each_of_several_faces_is_found_small_and_in_the_dark(aligned: list[np.ndarray]) -> None:
    photo = np.full((700, 1100, 3), 40, np.uint8)
    large, small = aligned[0], np.asarray(Image.fromarray(aligned[1]).resize((60, 74)))
    photo[300:518, 100:278] = large
    photo[100:174, 900:960] = small // 4
    first, second = squares_in(photo)
    assert math.dist(first.centre, (189, 414)) < 8
    assert math.dist(second.centre, (900 + 89 / 178 * 60, 100 + 114 / 218 * 74)) < 4
    assert second.side == pytest.approx(148 / 178 * 60, rel=0.25)


def test_a_square_that_a_person_points_at_is_cut_as_it_is() -> None:
    photo = resize_area(noise(20, 20), 200)
    square = Square((120.0, 90.0), 64.0, 90.0)
    crop = crop_face(photo, 64, square)
    assert (crop.found, crop.square) == ("chosen", square)
    turned = np.rot90(photo[58:122, 88:152])  # what lay upright is seen from a head turned right
    assert np.abs(crop.picture.astype(int) - turned).mean() < 8  # turned otherwise, 78


@pytest.mark.parametrize(
    ("square", "sentence"),
    [
        (Square((-1.0, 5.0), 40.0), "middle, across, must be a number from 0 to 60"),
        (Square((5.0, 41.0), 40.0), "middle, down, must be a number from 0 to 40"),
        (Square((5.0, 5.0), 1.0), "side must be a number from 8 to 120"),
        (Square((5.0, 5.0), float("nan")), "side must be"),
        (Square((5.0, 5.0), 40.0, 200.0), "turn must be a number from -180 to 180"),
    ],
)
def test_a_square_outside_of_the_photo_is_refused(square: Square, sentence: str) -> None:
    with pytest.raises(FacegenError, match=sentence):
        crop_face(noise(40, 60), 32, square)


def test_what_is_cut_upright_is_the_area_average() -> None:
    photo = resize_area(noise(30, 30), 600)
    found = cut(photo, Square((300.0, 280.0), 256), 64)
    np.testing.assert_allclose(found, resize_area(photo[152:408, 172:428], 64), atol=1)


def test_beyond_the_photo_its_border_goes_on() -> None:
    found = cut(np.full((40, 60, 3), 77, np.uint8), Square((0.0, 0.0), 100, 17), 32)
    assert found.shape == (32, 32, 3)
    assert bool((found == 77).all())


def test_without_a_face_the_middle_is_taken_and_said() -> None:
    photo = np.zeros((100, 160, 3), np.uint8)
    photo[:, 30:130] = 200
    crop = crop_face(photo, 32)
    assert crop.found == "centre"
    assert "No face was found" in crop.hint
    assert bool((crop.picture[:, 1:-1] == 200).all())
    assert crop.square == Square((80, 50), 100)


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
