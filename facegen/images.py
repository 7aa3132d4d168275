"""Pictures as arrays: crop, area-average resize, pyramid, grid, encode.

A picture here is uint8, height x width x 3, sRGB values 0 to 255 as stored. This module knows
nothing of faces, files or attributes.
"""

import io
import math
from functools import cache

import numpy as np
from PIL import Image


@cache
def area_weights(source_px: int, target_px: int) -> np.ndarray:
    """Return the matrix that resizes one axis by area average.

    Each target pixel is the mean of the stretch of source pixels it covers, those at the ends
    counted by the fraction covered. This is the resampling that keeps the mean light of a picture
    at any ratio; Pillow's BOX counts a source pixel wholly or not at all.

    Args:
        source_px: Length of the axis before, pixels.
        target_px: Length after, pixels, at most `source_px`.

    Returns:
        float32 (target_px, source_px), rows summing to 1.
    """
    edges = np.arange(target_px + 1) * (source_px / target_px)
    starts, ends = edges[:-1, None], edges[1:, None]
    pixels = np.arange(source_px)[None, :]
    covered = np.clip(np.minimum(ends, pixels + 1) - np.maximum(starts, pixels), 0, 1)
    weights = (covered * (target_px / source_px)).astype(np.float32)
    weights.setflags(write=False)
    return weights


def resize_area(image: np.ndarray, size_px: int) -> np.ndarray:
    """Shrink a picture by exact area average.

    Args:
        image: uint8 (height, width, 3), both sides at least `size_px`.
        size_px: Side of the square result, pixels.

    Returns:
        uint8 (size_px, size_px, 3), rounded to nearest.
    """
    height, width = image.shape[:2]
    if (height, width) == (size_px, size_px):
        return image
    rows = area_weights(height, size_px) @ image.reshape(height, width * 3).astype(np.float32)
    columns = area_weights(width, size_px) @ rows.reshape(size_px, width, 3)
    return to_uint8(columns)


def pyramid(image: np.ndarray, smallest_px: int = 4) -> list[np.ndarray]:
    """Return the picture at every scale, halving from its own size down to `smallest_px`."""
    scales = [image]
    while scales[-1].shape[0] > smallest_px:
        scales.append(resize_area(image, scales[-1].shape[0] // 2))
    return scales


def enlarge(image: np.ndarray, size_px: int, smooth: bool = True) -> np.ndarray:
    """Enlarge a picture for the eye: smoothly (Lanczos), or each pixel as a square block.

    Args:
        image: uint8 (height, width, 3).
        size_px: Length of the longer side of the result, pixels.
        smooth: False shows the true pixels.
    """
    height, width = image.shape[:2]
    scale = size_px / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    how = Image.Resampling.LANCZOS if smooth else Image.Resampling.NEAREST
    return np.asarray(Image.fromarray(image).resize(size, how))


def grid(images: np.ndarray, columns: int | None = None, gap_px: int = 2) -> np.ndarray:
    """Lay pictures out row by row on a neutral grey ground.

    Args:
        images: uint8 (count, height, width, 3).
        columns: Pictures in a row; None means as square as possible.
        gap_px: Space between neighbours, pixels.

    Returns:
        uint8 (rows * (height + gap) - gap, columns * (width + gap) - gap, 3).
    """
    count, height, width, _ = images.shape
    columns = columns or max(1, math.ceil(math.sqrt(count)))
    rows = max(1, math.ceil(count / columns))
    sheet = np.full(
        (rows * (height + gap_px) - gap_px, columns * (width + gap_px) - gap_px, 3), 128, np.uint8
    )
    for i, image in enumerate(images):
        y, x = (i // columns) * (height + gap_px), (i % columns) * (width + gap_px)
        sheet[y : y + height, x : x + width] = image
    return sheet


def to_uint8(image: np.ndarray) -> np.ndarray:
    """Round float values on the 0 to 255 scale to uint8, clipped."""
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)


def encode(image: np.ndarray, form: str = "png") -> bytes:
    """Encode a picture.

    Args:
        image: uint8 (height, width, 3).
        form: `png` (exact), `jpeg` or `webp` (smaller, lossy).
    """
    buffer = io.BytesIO()
    options = {
        "png": {"compress_level": 1},
        "jpeg": {"quality": 92},
        "webp": {"quality": 90, "method": 0},
    }
    Image.fromarray(image).save(buffer, form.upper(), **options[form])
    return buffer.getvalue()
