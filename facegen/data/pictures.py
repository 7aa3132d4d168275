"""Turn the bytes of any picture into a face of a store, or say why that cannot be.

What is done to each kind of picture:

- JPEG, PNG and WebP are read, of an animation the first frame; anything else is rejected.
- Turned by its EXIF orientation to stand as it was taken.
- Grey, palette and CMYK become RGB; 16-bit grey is scaled to 8 bits. Colour profiles are not
  applied: values are taken as sRGB.
- What is transparent is laid on white, as a page would show it.
- Truncated or otherwise damaged ones are rejected, never filled up.

This module knows nothing of files or stores.
"""

import io
import warnings

import numpy as np
from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from facegen.images import centre_square, pad_square, resize_area

CROPS = ("face", "square", "whole")
"""`face`: the 148-pixel square of CelebA's aligned pictures, columns 15-163, rows 40-188.
`square`: the largest square in the middle (of an aligned CelebA picture rows 20-198).
`whole`: the whole picture, lengthened to a square by its border pixels; see `images.pad_square`.
"""

RECIPE = 1
"""Version of what this module does to a picture; raise it when any face would come out another."""

LARGEST_PIXELS = 64_000_000
"""Pictures of more pixels are not decoded: none is meant, and a forged one fills the memory."""

SMALLEST_SIDE_PX = 8

_PLUGINS = (
    JpegImagePlugin.JpegImageFile,
    PngImagePlugin.PngImageFile,
    WebPImagePlugin.WebPImageFile,
)
_FORMATS = tuple(str(plugin.format) for plugin in _PLUGINS)
_ALIGNED_PX = (178, 218)
_FACE = slice(40, 188), slice(15, 163)
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112


class UnusablePicture(Exception):
    """A picture no face can be made of; its text is the reason, with the picture as subject."""


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


def decode(data: bytes) -> np.ndarray:
    """Decode a picture, upright, as uint8 (height, width, 3).

    Raises:
        UnusablePicture: With the reason.
    """
    if not data:
        raise UnusablePicture("is empty (0 bytes)")
    try:
        with warnings.catch_warnings():
            # Pillow warns of pictures that are judged right here.
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
            _check_size(*image.size)
            image.load()
            return np.asarray(_rgb(_upright(image)))
    except UnusablePicture:
        raise
    except Image.DecompressionBombError:
        raise UnusablePicture(f"has more than {LARGEST_PIXELS:,} pixels") from None
    except Image.UnidentifiedImageError:
        raise UnusablePicture("is not a JPEG, PNG or WebP picture") from None
    except Exception as error:
        # Decoders meet bytes nobody foresaw and raise what they like; one picture stops nothing.
        raise UnusablePicture(f"is damaged ({' '.join(str(error).split())})") from error


def _check_size(width: int, height: int) -> None:
    if width * height > LARGEST_PIXELS:
        raise UnusablePicture(f"has more than {LARGEST_PIXELS:,} pixels")
    if min(width, height) < SMALLEST_SIDE_PX:
        raise UnusablePicture(
            f"is {width} x {height} pixels; both sides must have at least {SMALLEST_SIDE_PX}"
        )


def _upright(image: Image.Image) -> Image.Image:
    turn = _UPRIGHT.get(image.getexif().get(_ORIENTATION, 1))
    return image if turn is None else image.transpose(turn)


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # Pillow would clip 16-bit values to 255 where they are to be scaled.
        wide = np.asarray(image).astype(np.uint32)
        return Image.fromarray(((wide + 128) // 257).astype(np.uint8)).convert("RGB")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    return image.convert("RGB") if image.mode != "RGB" else image
