"""Find the face in a photo and cut it out as CelebA's faces are cut.

The detectors are the Haar cascades that OpenCV's wheel brings along: old, quick, for faces that
look at the camera. Nothing is fetched, and nothing is written to disk.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from facegen.decoding import UnusablePicture, decode
from facegen.errors import FacegenError
from facegen.images import centre_square, resize_area

LARGEST_PIXELS = 16_000_000
"""Of a photo as it is decoded; a larger JPEG is made smaller on the way."""
LONGEST_RATIO = 20.0
"""Of a photo's sides; a panorama has up to 10."""
SEARCHED_PX = 480
"""Longer side of the picture that is searched."""

CASCADES = Path(cv2.__file__).parent / "data"
FACE = "haarcascade_frontalface_alt.xml"
EYES = ("haarcascade_eye_tree_eyeglasses.xml", "haarcascade_eye.xml")

# Where things are in CelebA's face crop, a square of 148 px about (89, 114) of an aligned picture:
# medians over 300 pictures, in which the cascade finds a square of side 103 about (89, 124).
CROP_PER_FACE, FACE_BELOW = 148 / 103, 10 / 148
CROP_PER_EYES, EYES_ABOVE = 148 / 39.5, 2 / 148
EYES_PER_FACE = 39.5 / 103


@dataclass(frozen=True)
class Crop:
    """A square cut out of a photo.

    Attributes:
        picture: uint8 (size, size, 3).
        found: `eyes` (placed and turned by both eyes), `face` (by the whole face), or `centre` (no
            face was found: the middle of the photo).
        hint: What a person should know or could do; empty where the eyes were found.
        centre: Middle of the square in the photo, x and y, pixels.
        side: Of the square in the photo, pixels.
        turn: By how many degrees the square is turned, clockwise.
    """

    picture: np.ndarray
    found: str
    hint: str
    centre: tuple[float, float]
    side: float
    turn: float


def read_photo(content: bytes) -> np.ndarray:
    """Decode a photo as it is meant to be seen, uint8 (height, width, 3); see `decoding`.

    Raises:
        FacegenError: If it is no picture, or one too large.
    """
    try:
        return decode(content, LARGEST_PIXELS, LONGEST_RATIO)
    except UnusablePicture as reason:
        raise FacegenError(f"The photo {reason}; give another, such as a JPEG.") from reason


def crop_face(photo: np.ndarray, size_px: int = 64) -> Crop:
    """Cut out the largest face.

    Args:
        photo: uint8 (height, width, 3).
        size_px: Side of the result, pixels.

    Raises:
        FacegenError: If the photo is not such an array, or is smaller than 16 px.
    """
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != np.uint8:
        raise FacegenError(
            f"A photo is uint8 (height, width, 3), but was {photo.dtype} {photo.shape}."
        )
    if min(photo.shape[:2]) < 16:
        raise FacegenError(
            f"The photo is {photo.shape[1]} x {photo.shape[0]} px; give one of at least 16 x 16."
        )
    scale = min(1.0, SEARCHED_PX / max(photo.shape[:2]))
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(np.ascontiguousarray(small), cv2.COLOR_RGB2GRAY)
    face = _largest_face(grey)
    if face is None:
        return _middle(photo, size_px)
    eyes = _eyes_of(grey, face)
    if eyes is not None:
        (left, right), found, hint = eyes, "eyes", ""
        across = right - left
        side, turn = CROP_PER_EYES * math.hypot(*across), math.atan2(across[1], across[0])
        down = np.array([-math.sin(turn), math.cos(turn)])
        centre = (left + right) / 2 + EYES_ABOVE * side * down
    else:
        found, turn = "face", 0.0
        hint = "The eyes were not found, so the face is placed roughly; an upright photo helps."
        side = CROP_PER_FACE * face[2]
        centre = np.array([face[0] + face[2] / 2, face[1] + face[2] / 2 - FACE_BELOW * side])
    centre, side = centre / scale, side / scale
    picture = _cut(photo, centre, side, turn, size_px)
    x, y = centre.tolist()
    return Crop(picture, found, hint, (x, y), float(side), math.degrees(turn))


def _largest_face(grey: np.ndarray) -> np.ndarray | None:
    """Return left, top, side of the largest face; it may reach beyond the picture."""
    margin = max(grey.shape) // 4
    wide = cv2.copyMakeBorder(grey, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    least = max(24, min(grey.shape) // 8)
    found = _cascade(FACE).detectMultiScale(wide, 1.1, 4, minSize=(least, least))
    if not len(found):
        return None
    left, top, side, _ = max(found, key=lambda box: box[2])
    return np.array([left - margin, top - margin, side], float)


def _eyes_of(grey: np.ndarray, face: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Return both eyes' middles if they are where eyes of this face can be."""
    left, top, side = face
    expected = np.array([left + side / 2, top + side / 2 - 12 / 103 * side])
    upper = [max(0, round(top)), max(0, round(left))]
    region = grey[upper[0] : round(top + 0.65 * side), upper[1] : round(left + side)]
    zoom = max(1.0, 200 / side)
    large = cv2.resize(region, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
    sizes = [round(share * side * zoom) for share in (0.12, 0.4)]
    for name in EYES:
        boxes = _cascade(name).detectMultiScale(
            large, 1.05, 4, minSize=(sizes[0],) * 2, maxSize=(sizes[1],) * 2
        )
        middles = [
            np.array([x + w / 2, y + h / 2]) / zoom + upper[::-1] for x, y, w, h in np.array(boxes)
        ]
        pairs = [(a, b) for a in middles for b in middles if a[0] < expected[0] < b[0]]
        pairs = [pair for pair in pairs if _plausible(*pair, expected, side)]
        if pairs:
            return min(pairs, key=lambda pair: math.dist((pair[0] + pair[1]) / 2, expected))
    return None


def _plausible(left: np.ndarray, right: np.ndarray, expected: np.ndarray, side: float) -> bool:
    across = right - left
    level = abs(math.atan2(across[1], across[0])) < math.radians(25)
    apart = 0.75 < math.hypot(*across) / (EYES_PER_FACE * side) < 1.3
    return level and apart and math.dist((left + right) / 2, expected) < 0.12 * side


def _cut(
    photo: np.ndarray, centre: np.ndarray, side: float, turn: float, size_px: int
) -> np.ndarray:
    """Cut out a square, turned; beyond the photo its border pixels are repeated."""
    fine_px = 4 * size_px
    shrink = min(1.0, 2 * fine_px / side)
    small = cv2.resize(photo, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    step = side * shrink / fine_px
    cosine, sine = step * math.cos(turn), step * math.sin(turn)
    middle = (fine_px - 1) / 2
    x, y = centre * shrink - 0.5
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


def _middle(photo: np.ndarray, size_px: int) -> Crop:
    height, width = photo.shape[:2]
    return Crop(
        resize_area(centre_square(photo), size_px),
        "centre",
        "No face was found, so the middle of the photo was taken; crop it to a face that looks at "
        "the camera, hair and chin just inside.",
        (width / 2, height / 2),
        float(min(height, width)),
        0.0,
    )


def _cascade(name: str) -> cv2.CascadeClassifier:
    """Load a detector; a fresh one each time, since they are not safe to share among threads."""
    return cv2.CascadeClassifier(str(CASCADES / name))
