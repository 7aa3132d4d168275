"""Faces that do not hold together, made of whole ones."""

import numpy as np


def torn(face: np.ndarray) -> np.ndarray:
    """Exchange eyes and mouth of a face, which leaves its colours as they are.

    Args:
        face: uint8 (px, px, 3), cut as CelebA's are.
    """
    px = len(face)
    eyes, mouth = slice(px * 3 // 8, px * 9 // 16), slice(px * 5 // 8, px * 13 // 16)
    other = face.copy()
    other[eyes], other[mouth] = face[mouth], face[eyes]
    return other
