"""Faces as Haar cascades find them (Viola and Jones 2001), to measure other detectors beside.

OpenCV 4 brings the cascades along, OpenCV 5 no longer. The rules about the eyes were tuned on
CelebA's aligned pictures.
"""

import math
from pathlib import Path

import cv2
import numpy as np

from facegen.latent.photo.face_crop import Square

CASCADES = Path(cv2.__file__).parent / "data"
EYES = ("haarcascade_eye_tree_eyeglasses.xml", "haarcascade_eye.xml")
SEARCHED_PX = 480
# On an aligned picture the cascade finds a square of side 103 about (89, 124), the eyes 39.5 apart.
CROP_PER_FACE, FACE_BELOW = 148 / 103, 10 / 148
CROP_PER_EYES, EYES_ABOVE = 148 / 39.5, 2 / 148
EYES_PER_FACE = 39.5 / 103


def haar_square(photo: np.ndarray) -> Square | None:
    """Return the square of the largest face in a photo, uint8 (height, width, 3)."""
    scale = min(1.0, SEARCHED_PX / max(photo.shape[:2]))
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    face = _face_in(grey)
    if face is None:
        return None
    eyes = _eyes_of(grey, face)
    if eyes is None:
        side, turn = CROP_PER_FACE * face[2], 0.0
        centre = np.array([face[0] + face[2] / 2, face[1] + face[2] / 2 - FACE_BELOW * side])
    else:
        across = eyes[1] - eyes[0]
        side, turn = CROP_PER_EYES * math.hypot(*across), math.atan2(across[1], across[0])
        down = np.array([-math.sin(turn), math.cos(turn)])
        centre = (eyes[0] + eyes[1]) / 2 + EYES_ABOVE * side * down
    x, y = (centre / scale).tolist()
    return Square((x, y), side / scale, math.degrees(turn))


def _face_in(grey: np.ndarray) -> np.ndarray | None:
    margin = max(grey.shape) // 4
    wide = cv2.copyMakeBorder(grey, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    least = max(24, min(grey.shape) // 8)
    cascade = _cascade("haarcascade_frontalface_alt.xml")
    found = cascade.detectMultiScale(wide, 1.1, 4, minSize=(least, least))
    if not len(found):
        return None
    left, top, side, _ = max(found, key=lambda box: box[2])
    return np.array([left - margin, top - margin, side], float)


def _eyes_of(grey: np.ndarray, face: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    left, top, side = face
    expected = np.array([left + side / 2, top + side / 2 - 12 / 103 * side])
    corner = np.array([max(0, round(left)), max(0, round(top))])
    region = grey[corner[1] : round(top + 0.65 * side), corner[0] : round(left + side)]
    zoom = max(1.0, 200 / side)
    large = cv2.resize(region, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
    least, most = (round(share * side * zoom) for share in (0.12, 0.4))
    for name in EYES:
        boxes = _cascade(name).detectMultiScale(
            large, 1.05, 4, minSize=(least, least), maxSize=(most, most)
        )
        middles = [np.array([x + w / 2, y + h / 2]) / zoom + corner for x, y, w, h in boxes]
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


def _cascade(name: str) -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(str(CASCADES / name))
