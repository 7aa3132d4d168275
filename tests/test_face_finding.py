"""Faces of a generator that ships, put at known places, are found there.

It makes faces as CelebA aligns them, whose eyes lie at known places of the square.
"""

import numpy as np
import pytest

from facegen import load
from facegen.errors import QueryError
from facegen.face_finding import MOST_FACES, FoundFace, find_faces, soundness, sureness
from facegen.images import enlarge
from tests.torn import torn

EYES = np.array([[0.37, 0.48], [0.63, 0.48]])
"""Mean places in CelebA's aligned pictures, (69.5, 111) and (108, 111), as shares of the square
from (15, 40) to (163, 188)."""


@pytest.fixture(scope="module")
def faces() -> np.ndarray:
    """Two typical faces of nobody."""
    return load("celeba128").sample([4, 9], truncation=0.4)


def laid(photo: np.ndarray, face: np.ndarray, left: int, top: int, side: int) -> None:
    photo[top : top + side, left : left + side] = enlarge(face, side)


def assert_is_at(found: FoundFace, left: int, top: int, side: int) -> None:
    np.testing.assert_allclose(found.points[:2], (left, top) + side * EYES, atol=0.09 * side)
    eye, other, nose, mouth, corner = found.points
    assert eye[0] < nose[0] < other[0]
    assert max(eye[1], other[1]) < nose[1] < min(mouth[1], corner[1])
    x, y, width, height = found.box
    for point in found.points:
        assert x < point[0] < x + width
        assert y < point[1] < y + height
    assert 0.6 <= found.score <= 1


def photo_of(faces: np.ndarray) -> np.ndarray:
    photo = np.full((600, 900, 3), 120, np.uint8)
    laid(photo, faces[0], 60, 40, 160)
    laid(photo, faces[1], 500, 200, 320)
    return photo


def test_each_face_is_found_where_it_is_the_largest_first(faces: np.ndarray) -> None:
    large, small = find_faces(photo_of(faces))
    assert_is_at(large, 500, 200, 320)
    assert_is_at(small, 60, 40, 160)


def test_in_the_dark_too(faces: np.ndarray) -> None:
    large, small = find_faces(photo_of(faces) // 6)
    assert_is_at(large, 500, 200, 320)
    assert_is_at(small, 60, 40, 160)


def test_a_small_face_is_found_at_the_larger_side_alone(faces: np.ndarray) -> None:
    photo = np.full((1200, 1600, 3), 120, np.uint8)
    laid(photo, faces[0], 900, 300, 130)
    (found,) = find_faces(photo)
    assert_is_at(found, 900, 300, 130)
    assert find_faces(photo, (160,)) == []


def test_a_photo_narrower_than_what_is_searched_is_searched_as_it_is(faces: np.ndarray) -> None:
    photo = np.full((150, 150, 3), 120, np.uint8)
    laid(photo, faces[0], 20, 20, 120)
    (found,) = find_faces(photo)
    assert_is_at(found, 20, 20, 120)


def test_the_surest_face_of_a_picture_counts_and_where_nobody_is_none(faces: np.ndarray) -> None:
    photo = photo_of(faces)
    assert sureness(photo) == max(face.score for face in find_faces(photo, searched_px=(320,)))
    assert sureness(faces[0]) > 0.9
    assert sureness(np.zeros((50, 80, 3), np.uint8)) == 0


@pytest.mark.parametrize("level", [0, 128, 255])
def test_where_nobody_is_nobody_is_found(level: int) -> None:
    assert find_faces(np.full((300, 400, 3), level, np.uint8)) == []
    assert find_faces(np.full((40, 3, 3), level, np.uint8)) == []


def test_of_a_crowd_no_more_are_told_than_can_be_shown(faces: np.ndarray) -> None:
    photo = np.tile(enlarge(faces[0], 120), (6, 8, 1))
    found = find_faces(photo)
    assert len(found) == MOST_FACES
    assert all(one.box[2] < 150 for one in found)


def test_a_torn_face_is_less_sound_than_it_was() -> None:
    for face in load("celeba128").sample(range(16, 28), truncation=0.4):
        assert soundness(torn(face)) < soundness(face) - 0.02


def test_both_sides_of_a_face_count(faces: np.ndarray) -> None:
    face = faces[1]
    assert soundness(face) == soundness(np.ascontiguousarray(face[:, ::-1]))


def test_where_there_is_no_face_nothing_is_sound() -> None:
    assert soundness(np.full((64, 64, 3), 120, np.uint8)) == 0


@pytest.mark.parametrize(
    "picture",
    [np.zeros((0, 4, 3), np.uint8), np.zeros((4, 4, 3)), np.zeros((4, 4, 4), np.uint8)],
    ids=lambda one: f"{one.dtype}-{one.shape}",
)
def test_what_is_no_picture_is_refused(picture: np.ndarray) -> None:
    for look in (find_faces, soundness):
        with pytest.raises(QueryError) as refused:
            look(picture)
        assert str(refused.value).endswith(f"but is {picture.dtype} {picture.shape}.")
