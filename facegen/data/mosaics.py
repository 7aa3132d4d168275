"""Many faces in one lossy picture, and out of it again.

A mosaic spares what every picture begins with, and what is learned of one face serves its
neighbours. This module knows nothing of how mosaics are kept.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, features

from facegen import decoding
from facegen.data.store import open_store
from facegen.errors import StoreError

SIDE = 8
"""Faces along each side of a mosaic."""
FORMS: Mapping[str, Mapping[str, Any]] = {
    "webp": {"method": 6},
    "avif": {"speed": 6, "subsampling": "4:4:4"},
}
"""How Pillow is asked to write each form."""


@dataclass(frozen=True)
class Encoder:
    """Makes mosaics of a store's faces.

    Attributes:
        store: Its folder.
        form: Of the pictures.
        quality: Of the pictures.
    """

    store: Path
    form: str
    quality: int

    def __call__(self, first: int) -> tuple[bytes, float]:
        """Return the mosaic that begins with a face, and its mean absolute error, of 255."""
        faces = open_store(self.store).faces[first : first + SIDE * SIDE]
        content = encode(faces, self.form, self.quality)
        seen = decode(content, len(faces), faces.shape[1])
        return content, float(np.abs(seen.astype(np.int16) - faces).mean())


@dataclass(frozen=True)
class Decoder:
    """Puts the faces of mosaics where they belong.

    Attributes:
        folder: Of the parts.
        faces: The array to fill.
        form: Of the pictures.
    """

    folder: Path
    faces: Path
    form: str

    def __call__(self, place: tuple[str, int, int]) -> None:
        """Read a mosaic: in which file, number of its first face, how many it holds."""
        name, first, count = place
        faces = np.load(self.faces, mmap_mode="r+")
        with zipfile.ZipFile(self.folder / name) as file:
            content = file.read(entry(first, self.form))
        faces[first : first + count] = decode(content, count, faces.shape[1])


def mosaic(faces: np.ndarray) -> np.ndarray:
    """Lay up to 8 x 8 faces out row by row, the last one again where there are fewer.

    Args:
        faces: uint8 (count, px, px, 3).

    Returns:
        uint8 (8 px, 8 px, 3).
    """
    px = faces.shape[1]
    whole = faces[np.minimum(np.arange(SIDE * SIDE), len(faces) - 1)]
    return whole.reshape(SIDE, SIDE, px, px, 3).swapaxes(1, 2).reshape(SIDE * px, SIDE * px, 3)


def encode(faces: np.ndarray, form: str, quality: int) -> bytes:
    """Return up to 64 faces, uint8 (count, px, px, 3), as one lossy picture."""
    buffer = io.BytesIO()
    Image.fromarray(mosaic(faces)).save(buffer, form.upper(), quality=quality, **FORMS[form])
    return buffer.getvalue()


def decode(content: bytes, count: int, px: int) -> np.ndarray:
    """Cut a picture of faces up again, uint8 (count, px, px, 3)."""
    laid = decoding.decode(content, most_pixels=(SIDE * px) ** 2)
    cells = laid.reshape(SIDE, px, SIDE, px, 3).swapaxes(1, 2)
    return cells.reshape(SIDE * SIDE, px, px, 3)[:count]


def entry(first: int, form: str) -> str:
    """Return the name under which the mosaic that begins with a face is kept."""
    return f"{first:06d}.{form}"


def require(form: str) -> None:
    """Refuse a form that is not known here.

    Raises:
        StoreError: If it is none, or this Pillow was built without it.
    """
    if form not in FORMS:
        raise StoreError(f"--form must be one of {', '.join(FORMS)}, but is {form}.")
    if not features.check(form):
        raise StoreError(
            f"This Pillow knows no {form.upper()}; install Pillow 11.3 or later, or pack as webp."
        )
