"""Cut a face out of a photo as CelebA's faces are cut.

    photo = read_photo(content)
    crop = crop_face(photo)                             # the largest face that is found
    crop = crop_face(photo, 64, Square((200, 180), 150))  # what a person points at

Nothing is fetched, and nothing is written to disk.
"""

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np

from facegen.checks import real
from facegen.decoding import UnusablePicture, decode
from facegen.errors import FacegenError
from facegen.face_finding import SEARCHED_PX, FoundFace, find_faces
from facegen.images import resize_area

LARGEST_PIXELS = 16_000_000
"""Of a photo as it is decoded; a larger JPEG is made smaller on the way."""
LONGEST_RATIO = 20.0
"""Of a photo's sides; a panorama has up to 10."""
SMALLEST_PX = 16
SMALLEST_SQUARE_PX = 8
LOOKED_PX, PLACED_PX = 96, 192
"""Sides of looks at one face, whose own square is half of it: for its turn, and for its place."""
ROUGHLY, FINELY = tuple(range(-80, 81, 20)), tuple(range(-40, 41, 10))
"""Degrees by which looks are turned, at first and about what was found."""
UPRIGHT = 7
"""Degrees up to which the points alone say how a face is turned."""
COUNTING = 0.8
"""Share of the best score from which on a look counts."""

# CelebA's face crop is a square of 148 px about (89, 114) of an aligned picture, where the detector
# sees these points: medians over 300 pictures of the train partition.
POINTS = np.array([[68.7, 112.1], [108.3, 112.4], [87.6, 134.8], [71.7, 151.4], [105.2, 152.2]])
CROP_PX, CROP_CENTRE = 148, (89, 114)
STEADY = [0, 1, 3, 4]
"""The points that are placed by, all but the nose."""


@dataclass(frozen=True)
class Square:
    """A square of a photo.

    Attributes:
        centre: Its middle, x and y, pixels of the photo.
        side: Pixels of the photo.
        turn: By how many degrees it is turned, clockwise.
    """

    centre: tuple[float, float]
    side: float
    turn: float = 0.0


@dataclass(frozen=True)
class Crop:
    """A square cut out of a photo.

    Attributes:
        picture: uint8 (size, size, 3).
        found: `face` (that of the detector), `chosen` (where a person pointed), or `centre` (no
            face was found: the middle of the photo).
        hint: What a person should know or could do; empty where all is well.
        square: Where it was in the photo.
    """

    picture: np.ndarray
    found: str
    hint: str
    square: Square


def read_photo(content: bytes) -> np.ndarray:
    """Decode a photo as it is meant to be seen, uint8 (height, width, 3); see `decoding`.

    Raises:
        FacegenError: If it is no picture, or one too large.
    """
    try:
        return decode(content, LARGEST_PIXELS, LONGEST_RATIO)
    except UnusablePicture as reason:
        raise FacegenError(f"The photo {reason}; give another, such as a JPEG.") from reason


def squares_in(photo: np.ndarray, searched_px: tuple[int, ...] = SEARCHED_PX) -> list[Square]:
    """Return the squares of all faces in a photo, the largest face first.

    Args:
        photo: uint8 (height, width, 3).
        searched_px: As `find_faces` takes it.

    Raises:
        FacegenError: If the photo is not such an array, or is smaller than 16 px.
    """
    _check(photo)
    return [_set_upright(photo, square_of(face)) for face in find_faces(photo, searched_px)]


def crop_face(photo: np.ndarray, size_px: int = 64, square: Square | None = None) -> Crop:
    """Cut out a face.

    Args:
        photo: uint8 (height, width, 3).
        size_px: Side of the result, pixels.
        square: Where it is; None takes the largest face, or the middle where there is none.

    Raises:
        FacegenError: If the photo is not such an array, is smaller than 16 px, or the square lies
            outside of it.
    """
    _check(photo)
    if square is not None:
        _check_square(square, photo)
        return Crop(cut(photo, square, size_px), "chosen", "", square)
    squares = squares_in(photo)
    if squares:
        return Crop(cut(photo, squares[0], size_px), "face", "", squares[0])
    middle = middle_of(photo)
    hint = "No face was found, so the middle of the photo was taken; frame a face by hand."
    return Crop(cut(photo, middle, size_px), "centre", hint, middle)


def middle_of(photo: np.ndarray) -> Square:
    """Return the largest square about the middle of a photo."""
    height, width = photo.shape[:2]
    return Square((width / 2, height / 2), float(min(height, width)))


def square_of(face: FoundFace) -> Square:
    """Return the square that CelebA's crop would have about a face.

    Its turn is that of the eyes, right for a face that stands nearly upright. Its size and place
    are those of eyes and mouth together: where a head looks aside its eyes come closer to each
    other and its nose swings, while eyes and mouth stay as far apart.
    """
    across = face.points[1] - face.points[0]
    turn = math.atan2(across[1], across[0])
    points, wanted = face.points[STEADY], POINTS[STEADY]
    middle, known = points.mean(0), wanted.mean(0)
    scale = math.sqrt(np.square(points - middle).sum() / np.square(wanted - known).sum())
    x, y = scale * (np.array(CROP_CENTRE) - known)
    cosine, sine = math.cos(turn), math.sin(turn)
    centre = (middle[0] + cosine * x - sine * y, middle[1] + sine * x + cosine * y)
    return Square((float(centre[0]), float(centre[1])), scale * CROP_PX, math.degrees(turn))


def cut(photo: np.ndarray, square: Square, size_px: int) -> np.ndarray:
    """Cut out a square, turned; beyond the photo its border pixels are repeated.

    Returns:
        uint8 (size_px, size_px, 3).
    """
    fine_px = 4 * size_px
    shrink = min(1.0, 2 * fine_px / square.side)
    small = cv2.resize(photo, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    step, turn = square.side * shrink / fine_px, math.radians(square.turn)
    cosine, sine = step * math.cos(turn), step * math.sin(turn)
    middle = (fine_px - 1) / 2
    x, y = (shrink * place - 0.5 for place in square.centre)
    to_photo = np.array(
        [
            [cosine, -sine, x - cosine * middle + sine * middle],
            [sine, cosine, y - sine * middle - cosine * middle],
        ]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    fine = cv2.warpAffine(
        small, to_photo, (fine_px, fine_px), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    return resize_area(fine, size_px)


def _set_upright(photo: np.ndarray, square: Square) -> Square:
    """Find a face's turn, and place it anew as it stands upright."""
    rough = _missing_turn(photo, square, ROUGHLY)
    if abs(rough) < UPRIGHT:
        return square
    upright = replace(square, turn=square.turn + rough)
    upright = replace(upright, turn=upright.turn + _missing_turn(photo, upright, FINELY))
    look = _wide(upright)
    faces = find_faces(cut(photo, look, PLACED_PX), (PLACED_PX,))
    return _within(look, PLACED_PX, square_of(faces[0])) if faces else upright


def _missing_turn(photo: np.ndarray, square: Square, turns: tuple[int, ...]) -> float:
    """Return by how many degrees a face is turned beyond its square.

    The detector places the points of a turned face nearly as if it stood upright. But it is the
    surer the more upright a face is, and as sure of one turned to the left as of one turned to the
    right: so the turn is the middle of its scores over turned looks, of those that count.
    """
    looks = [_wide(replace(square, turn=square.turn + turn)) for turn in turns]
    found = [find_faces(cut(photo, look, LOOKED_PX), (LOOKED_PX,)) for look in looks]
    scores = np.array([faces[0].score if faces else 0.0 for faces in found])
    counts = np.clip(scores - COUNTING * scores.max(), 0, None)
    return float(counts @ turns / counts.sum()) if counts.any() else 0.0


def _wide(square: Square) -> Square:
    """Return the square with room about it, in which the detector sees a face best."""
    return replace(square, side=2 * square.side)


def _within(outer: Square, cut_px: int, inner: Square) -> Square:
    """Return where in the photo a square of an outer square's cut is."""
    scale, turn = outer.side / cut_px, math.radians(outer.turn)
    x, y = (scale * (place - cut_px / 2) for place in inner.centre)
    cosine, sine = math.cos(turn), math.sin(turn)
    centre = (outer.centre[0] + cosine * x - sine * y, outer.centre[1] + sine * x + cosine * y)
    return Square(centre, scale * inner.side, outer.turn + inner.turn)


def _check(photo: np.ndarray) -> None:
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != np.uint8:
        raise FacegenError(
            f"A photo is uint8 (height, width, 3), but was {photo.dtype} {photo.shape}."
        )
    height, width = photo.shape[:2]
    if min(height, width) < SMALLEST_PX:
        raise FacegenError(
            f"The photo is {width} x {height} px; give one of at least "
            f"{SMALLEST_PX} x {SMALLEST_PX}."
        )


def _check_square(square: Square, photo: np.ndarray) -> None:
    height, width = photo.shape[:2]
    real("The frame's middle, across,", square.centre[0], 0, width)
    real("The frame's middle, down,", square.centre[1], 0, height)
    real("The frame's side", square.side, SMALLEST_SQUARE_PX, 2 * max(height, width))
    real("The frame's turn", square.turn, -180, 180)
