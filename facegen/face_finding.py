"""Find the faces in a photo: where their eyes, nose and mouth are, and whether they are whole.

The detector is YuNet, which lies in `facegen/vendored` and runs in OpenCV. It sees faces of 10 to
300 pixels, so a photo is searched small, for large faces, and larger, for small ones. Nothing is
fetched, and nothing is written to disk. How a face is cut out is `latent.photo.face_crop`'s.
"""

import threading
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from facegen.errors import QueryError
from facegen.shipped import VENDORED

NETWORK = VENDORED / "yunet" / "face_detection_yunet_2023mar.onnx"
SEARCHED_PX = (320, 960)
"""Longer sides of the pictures that are searched; the first alone is enough for a near face."""
SURE = 0.6
"""Least score of what counts as a face; of CelebA's faces 99 of 100 have 0.89 or more."""
ALIKE = 0.3
"""Boxes that share more than this part of their union are one face."""
MOST_FACES = 32
DARK = 96
"""Below this grey level a photo's brightest spots are brought up before it is searched."""

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class FoundFace:
    """A face in a photo.

    Attributes:
        points: float64 (5, 2), x and y in pixels: the eye on the left of the picture, that on the
            right, the tip of the nose, the corners of the mouth on the left and on the right.
        box: Left, top, width, height, pixels; it may reach beyond the photo.
        score: 0 to 1, how sure the detector is.
    """

    points: np.ndarray
    box: tuple[float, float, float, float]
    score: float


def find_faces(photo: np.ndarray, searched_px: tuple[int, ...] = SEARCHED_PX) -> list[FoundFace]:
    """Find the faces in a photo, the largest first, at most `MOST_FACES`.

    Args:
        photo: uint8 (height, width, 3), RGB.
        searched_px: Longer sides at which it is searched, ascending; each takes about as long as
            it has pixels, 320 about 6 ms on one core.

    Raises:
        QueryError: If the photo is no such picture.
    """
    _require_picture(photo)
    longer = max(photo.shape[:2])
    sides = [*(side for side in searched_px if side < longer), longer][: len(searched_px)]
    rows = np.concatenate([_rows(photo, side / longer) for side in sides])
    if not len(rows):
        return []
    boxes, scores = rows[:, :4].tolist(), rows[:, 14].tolist()
    kept = np.ravel(cv2.dnn.NMSBoxes(boxes, scores, SURE, ALIKE)).astype(int)
    order = sorted(kept, key=lambda i: -rows[i, 2] * rows[i, 3])
    return [
        FoundFace(rows[i, 4:14].reshape(5, 2), tuple(boxes[i]), scores[i])
        for i in order[:MOST_FACES]
    ]


def sureness(picture: np.ndarray) -> float:
    """Return how sure the detector is of the surest face in a picture, 0 to 1; 0 without any.

    Args:
        picture: uint8 (height, width, 3), RGB; a small one is enlarged to what the detector knows.

    Raises:
        QueryError: If it is no such picture.
    """
    _require_picture(picture)
    rows = _rows(picture, SEARCHED_PX[0] / max(picture.shape[:2]))
    return float(rows[:, 14].max(initial=0))


def soundness(face: np.ndarray) -> float:
    """Return how well a face holds together, 0 to 1.

    It is how sure the detector is of it, the mean over the picture and its mirror image. Having
    learned from photographs, it is less sure of a face that is torn or has melted than of a whole
    one; looked at from both sides, it tells them apart nearly as a person does.

    Args:
        face: uint8 (px, px, 3), RGB, filled by the face as CelebA's aligned crops are.
    """
    return (sureness(face) + sureness(np.ascontiguousarray(face[:, ::-1]))) / 2


def _require_picture(picture: np.ndarray) -> None:
    """Refuse what OpenCV would fail on, or search as if its values were others."""
    right = picture.ndim == 3 and picture.shape[2] == 3 and picture.size
    if not right or picture.dtype != np.uint8:
        raise QueryError(
            "A photo must be uint8 (height, width, 3) of at least one pixel, but is "
            f"{picture.dtype} {picture.shape}."
        )


def _rows(photo: np.ndarray, scale: float) -> np.ndarray:
    """Search a photo at one scale, (faces, 15): box, points and score, in pixels of the photo."""
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    brightest = float(np.percentile(small, 99))
    if 0 < brightest < DARK:
        small = cv2.convertScaleAbs(small, alpha=255 / brightest)
    height, width = small.shape[:2]
    with _one_at_a_time:
        detector = _detector()
        detector.setInputSize((width, height))
        _, found = detector.detect(cv2.cvtColor(small, cv2.COLOR_RGB2BGR))
    rows = np.empty((0, 15)) if found is None else found.astype(float)
    whole = np.isfinite(rows).all(1) & (rows[:, 2:4] > 0).all(1)
    rows = rows[whole]
    to_photo = (photo.shape[1] / width, photo.shape[0] / height)
    rows[:, :14] *= np.tile(to_photo, 7)
    return rows


@lru_cache(maxsize=1)
def _detector() -> cv2.FaceDetectorYN:
    """Load the detector once; it holds the size it was told, so one caller uses it at a time."""
    return cv2.FaceDetectorYN.create(str(NETWORK), "", (320, 320), SURE, ALIKE)
