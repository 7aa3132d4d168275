"""Pictures as arrays: crop, area-average resize, pyramid, grid, encode.

A picture here is uint8, height x width x 3, sRGB values 0 to 255 as stored. This module knows
nothing of faces, files or attributes.
"""

import base64
import io
import math
from functools import lru_cache

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from facegen.errors import QueryError

_SLAB_VALUES = 1 << 22
"""Most values turned to floating point at once, so that a huge picture needs little memory."""


def centre_square(image: np.ndarray) -> np.ndarray:
    """Return the largest square in the middle of a picture, as a view."""
    height, width = image.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return image[top : top + side, left : left + side]


def pad_square(image: np.ndarray) -> np.ndarray:
    """Lengthen a picture's shorter side to a square by repeating its border pixels.

    Nothing is cut off and nothing distorted. The border is repeated, rather than set to black,
    because a plain ground then simply goes on (a drawing on white stays on white) and no edge
    arises that is in no picture; CelebA's own alignment fills what it lacks in the same way.
    """
    height, width = image.shape[:2]
    if height == width:
        return image
    side = max(height, width)
    above, left = (side - height) // 2, (side - width) // 2
    margins = ((above, side - height - above), (left, side - width - left), (0, 0))
    return np.pad(image, margins, mode="edge")


@lru_cache(maxsize=16)
def _area_weights(source_px: int, target_px: int, channels: int) -> np.ndarray:
    """Return the weights that resize one period of an axis, as whole numbers.

    In units of 1 / target period of a source pixel every edge of a target pixel is a whole
    number, so all weights are, and each row sums to the source period.

    Returns:
        float64 (target period * channels, source period * channels), the periods being the two
        lengths divided by their greatest common divisor.
    """
    common = math.gcd(source_px, target_px)
    source, target = source_px // common, target_px // common
    starts = np.arange(target)[:, None] * source
    pixels = np.arange(source)[None, :] * target
    covered = np.minimum(starts + source, pixels + target) - np.maximum(starts, pixels)
    return np.kron(np.clip(covered, 0, None), np.eye(channels))


def resize_area(image: np.ndarray, size_px: int) -> np.ndarray:
    """Resize a picture to a square by exact area average.

    Each target pixel is the mean of the stretch of source pixels it covers, those at its ends
    counted by the fraction covered: the resampling that keeps the mean light of a picture and
    shows no ringing or aliasing at any ratio. A picture smaller than the target is enlarged by the
    same rule, its pixels becoming blocks, so that no detail is invented. Pillow's BOX counts a
    source pixel wholly or not at all: from 148 to 64 px it is off by 1.6 of 255 on average.

    The weights are whole numbers and their products small enough for each sum to be exact in
    floating point, so the result is the same whatever order the matrix product adds in: on any
    machine, with any number of threads.

    Args:
        image: uint8 (height, width, 3).
        size_px: Side of the square result, pixels.

    Returns:
        uint8 (size_px, size_px, 3), rounded to nearest, halves to even.

    Raises:
        QueryError: If either side has no pixel.
    """
    height, width = image.shape[:2]
    if min(height, width, size_px) < 1:
        raise QueryError(
            f"A picture has at least 1 px a side, but {width} x {height} px are to be made "
            f"{size_px} px."
        )
    if (height, width) == (size_px, size_px):
        return image
    down, across = _area_weights(height, size_px, 1), _area_weights(width, size_px, 3)
    scale = down.shape[1] * across.shape[1] // 3
    kind = np.float32 if 255 * scale < 2**23 else np.float64
    down, across = down.astype(kind), across.astype(kind)
    flat = image.reshape(height, width * 3)
    rows = np.empty((size_px, width * 3), kind)
    step = max(1, _SLAB_VALUES // height)
    for left in range(0, width * 3, step):
        slab = flat[:, left : left + step].astype(kind)
        periods = slab.reshape(-1, down.shape[1], slab.shape[1])
        rows[:, left : left + step] = (down @ periods).reshape(size_px, -1)
    sums = rows.reshape(-1, across.shape[1]) @ across.T
    return np.rint(sums / kind(scale)).astype(np.uint8).reshape(size_px, size_px, 3)


def pyramid(image: np.ndarray, smallest_px: int = 4) -> list[np.ndarray]:
    """Return the picture at every scale, halving from its own size down to `smallest_px`.

    Each scale is averaged from the picture itself, so that rounding does not add up.
    """
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


def encode(image: np.ndarray, form: str = "png", note: str = "") -> bytes:
    """Encode a picture.

    Args:
        image: uint8 (height, width, 3).
        form: `png` (exact), `jpeg` or `webp` (smaller, lossy), `webp-exact` (exact, in less time
            and space than PNG).
        note: Kept in a PNG's metadata as its text `facegen`; other forms have no place for it.

    Raises:
        QueryError: If there is no such form.
    """
    buffer = io.BytesIO()
    text = PngInfo()
    if note:
        text.add_text("facegen", note)
    options = {
        "png": {"compress_level": 1, "pnginfo": text},
        "jpeg": {"quality": 92},
        "webp": {"quality": 90, "method": 0},
        "webp-exact": {"lossless": True, "quality": 0, "method": 0},
    }
    if form not in options:
        raise QueryError(f"The form must be one of {', '.join(options)}, but is '{form}'.")
    kind = form.removesuffix("-exact").upper()
    Image.fromarray(image).save(buffer, kind, **options[form])
    return buffer.getvalue()


def data_uri(image: np.ndarray, form: str = "png") -> str:
    """Encode a picture (uint8, height x width x 3) so that a page can hold it."""
    kind, content = form.removesuffix("-exact"), base64.b64encode(encode(image, form))
    return f"data:image/{kind};base64,{content.decode()}"
