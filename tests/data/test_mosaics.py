import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import features

from facegen.data.mosaics import FORMS, Decoder, Encoder, decode, encode, entry, mosaic, require
from facegen.data.store import FaceStore
from facegen.errors import StoreError

HAD = [form for form in FORMS if features.check(form)]


@pytest.fixture(scope="module")
def faces(bundled: FaceStore) -> np.ndarray:
    return np.asarray(bundled.faces[7:82, ::2, ::2])


def test_a_mosaic_shows_its_faces_in_reading_order(faces: np.ndarray) -> None:
    few, px = faces[:11], faces.shape[1]
    laid = mosaic(few)
    assert laid.shape == (8 * px, 8 * px, 3)
    for index, face in enumerate(few):
        row, column = divmod(index, 8)
        np.testing.assert_array_equal(
            laid[row * px : (row + 1) * px, column * px : (column + 1) * px], face
        )
    np.testing.assert_array_equal(laid[-px:, -px:], few[-1])


@pytest.mark.parametrize("form", HAD)
@pytest.mark.parametrize("count", [1, 11, 64])
def test_faces_come_back_in_their_order_and_nearly_themselves(
    faces: np.ndarray, form: str, count: int
) -> None:
    content = encode(faces[:count], form, 90)
    back = decode(content, count, faces.shape[1])
    assert back.shape == faces[:count].shape
    gaps = np.abs(back.astype(int) - faces[:count]).mean((1, 2, 3))
    others = np.abs(faces[:count].astype(int) - np.roll(faces[:count], 1, 0)).mean((1, 2, 3))
    assert gaps.max() < 8
    assert count == 1 or gaps.max() < others.min()


def test_faces_of_the_largest_size_come_back() -> None:
    """A picture of 64 of them has more pixels than any picture of strangers may."""
    px = 1024
    face = np.full((px, px, 3), (200, 120, 40), np.uint8)
    back = decode(encode(face[None], "webp", 50), 1, px)
    assert back.shape == (1, px, px, 3)
    assert np.abs(back[0].astype(int) - face).max() < 8


@pytest.mark.parametrize("form", HAD)
def test_what_is_packed_fills_its_place_again_with_the_error_that_was_told(
    faces: np.ndarray, bundled: FaceStore, tmp_path: Path, form: str
) -> None:
    first, px = 64, bundled.size_px
    content, error = pickle.loads(pickle.dumps(Encoder(bundled.folder, form, 60)))(first)
    with zipfile.ZipFile(tmp_path / "faces.zip", "w") as file:
        file.writestr(entry(first, form), content)
    array = tmp_path / "faces.npy"
    np.save(array, np.zeros((first + 64 + 1, px, px, 3), np.uint8))
    pickle.loads(pickle.dumps(Decoder(tmp_path, array, form)))(("faces.zip", first, 64))
    filled, meant = np.load(array), bundled.faces[first : first + 64]
    assert np.abs(filled[first : first + 64].astype(int) - meant).mean() == pytest.approx(error)
    assert 0 < error < 12
    assert not filled[:first].any()
    assert not filled[first + 64 :].any()


def test_more_quality_is_more_bytes_and_less_error(bundled: FaceStore) -> None:
    (small, far), (large, near) = (Encoder(bundled.folder, "webp", q)(0) for q in (30, 90))
    assert len(small) < len(large)
    assert far > near


def test_mosaics_are_called_by_the_number_of_their_first_face() -> None:
    assert [entry(first, "webp") for first in (0, 64, 202_560)] == [
        "000000.webp",
        "000064.webp",
        "202560.webp",
    ]


def test_a_form_that_is_not_known_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for form in HAD:
        require(form)
    with pytest.raises(StoreError, match="--form must be one of webp, avif, but is png"):
        require("png")
    # As of a Pillow that was built without the library.
    monkeypatch.setitem(features.modules, "avif", ("PIL._of_nobody", None))
    with pytest.raises(StoreError, match=r"knows no AVIF; install Pillow 11\.3 or later"):
        require("avif")
