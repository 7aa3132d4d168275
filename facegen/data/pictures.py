"""Turn the bytes of any picture into a face of a store, or say why that cannot be.

How it is decoded stands in `facegen.decoding`.

This module knows nothing of files or stores.
"""

import numpy as np

from facegen.decoding import UnusablePicture, decode
from facegen.images import centre_square, pad_square, resize_area

CROPS = ("face", "square", "whole")
"""`face`: the 148-pixel square of CelebA's aligned pictures, columns 15-163, rows 40-188.
`square`: the largest square in the middle (of an aligned CelebA picture rows 20-198).
`whole`: the whole picture, lengthened to a square by its border pixels; see `images.pad_square`.
"""

RECIPE = 1
"""Version of what this module does to a picture; raise it when any face would come out another."""

_ALIGNED_PX = (178, 218)
_FACE = slice(40, 188), slice(15, 163)


def face_of(data: bytes, size_px: int, crop: str) -> tuple[np.ndarray, bool]:
    """Make a face of a picture's bytes.

    Args:
        data: A file's content.
        size_px: Side of the face, pixels.
        crop: One of `CROPS`.

    Returns:
        uint8 (size_px, size_px, 3), and whether the picture had to be enlarged for it.

    Raises:
        UnusablePicture: With the reason.
    """
    picture = cut(decode(data), crop)
    return resize_area(picture, size_px), min(picture.shape[:2]) < size_px


def cut(picture: np.ndarray, crop: str) -> np.ndarray:
    """Cut a square out of a picture, or make it one.

    Args:
        picture: uint8 (height, width, 3).
        crop: One of `CROPS`.

    Raises:
        UnusablePicture: If the picture is not of the size the face crop is for.
    """
    height, width = picture.shape[:2]
    if crop == "square":
        return centre_square(picture)
    if crop == "whole":
        return pad_square(picture)
    if (width, height) != _ALIGNED_PX:
        raise UnusablePicture(
            f"is {width} x {height} pixels; the face crop is for aligned pictures of 178 x 218"
        )
    return picture[_FACE]
