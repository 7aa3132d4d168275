"""The one way from the bytes of a picture to its pixels, whoever brought it.

What is done to each kind of picture:

- JPEG, PNG, WebP, AVIF, GIF and BMP are read, of an animation the first frame. Nothing else is
  ever tried: of the formats Pillow knows some start a program (EPS is run by Ghostscript).
- Turned by its EXIF orientation to stand as it was taken. All other metadata is passed over, and
  metadata that is damaged or too large is as if it were not there.
- Grey, palette and CMYK become RGB; 16-bit grey is scaled to 8 bits. Colour profiles are not
  applied: values are taken as sRGB.
- What is transparent is laid on white, as a page would show it.
- Truncated or otherwise damaged ones are rejected, never filled up.

How large a picture is, is judged by its header, before anything is decoded. Nothing is written to
disk. This module knows nothing of files, faces or stores.
"""

import io
import warnings

import numpy as np
from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP")
"""Of Pillow's, all that is ever opened."""

LARGEST_PIXELS = 64_000_000
"""Pictures of more pixels are not decoded: none is meant, and a forged one fills the memory."""

SMALLEST_SIDE_PX = 8
MOST_SCANS = 64
"""Of a JPEG. Cameras make up to a dozen; each goes over the whole picture, and takes 50 bytes."""

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
_NAMES = "JPEG, PNG, WebP, AVIF, GIF or BMP picture"
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_PIXELS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"eXIf")
"""Chunks of a PNG without which it would look otherwise."""
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


class UnusablePicture(Exception):
    """A picture that cannot be used; its text is the reason, with the picture as subject."""


def decode(
    data: bytes,
    most_pixels: int = LARGEST_PIXELS,
    longest_ratio: float | None = None,
    shortest_px: int = SMALLEST_SIDE_PX,
) -> np.ndarray:
    """Decode a picture, upright, as uint8 (height, width, 3).

    Args:
        data: A file's content.
        most_pixels: A picture of more is refused, except that a JPEG of up to `LARGEST_PIXELS` is
            decoded at 1/2, 1/4 or 1/8 of its size, which takes a fraction of the memory.
        longest_ratio: The most that its longer side may be of the shorter; None allows any.
        shortest_px: The least that its shorter side may be.

    Raises:
        UnusablePicture: With the reason.
    """
    if not data:
        raise UnusablePicture("is empty (0 bytes)")
    try:
        return _decoded(data, most_pixels, longest_ratio, shortest_px)
    except UnusablePicture:
        bare = _png_pixels(data)
        if bare == data:
            raise
    return _decoded(bare, most_pixels, longest_ratio, shortest_px)


def _decoded(
    data: bytes, most_pixels: int, longest_ratio: float | None, shortest_px: int
) -> np.ndarray:
    try:
        with warnings.catch_warnings():
            # Pillow warns of pictures that are judged right here.
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            _check(image, most_pixels, longest_ratio, shortest_px)
            if image.format == "JPEG":
                _shrink(image, data, most_pixels)
            image.load()
            return np.asarray(_rgb(_upright(image)))
    except UnusablePicture:
        raise
    except Image.DecompressionBombError:
        raise UnusablePicture(f"has more than {LARGEST_PIXELS:,} pixels") from None
    except Image.UnidentifiedImageError:
        raise UnusablePicture(_what_it_is(data)) from None
    except Exception as error:
        # Decoders meet bytes nobody foresaw and raise what they like; one picture stops nothing.
        raise UnusablePicture(f"is damaged ({' '.join(str(error).split())})") from error


def _check(
    image: Image.Image, most_pixels: int, longest_ratio: float | None, shortest_px: int
) -> None:
    width, height = image.size
    most = LARGEST_PIXELS if image.format == "JPEG" else most_pixels
    if width * height > most:
        raise UnusablePicture(f"has more than {most:,} pixels ({width:,} x {height:,})")
    shorter, longer = sorted(image.size)
    if shorter < shortest_px:
        raise UnusablePicture(
            f"is {width} x {height} pixels; both sides must have at least {shortest_px}"
        )
    if longest_ratio is not None and longer > longest_ratio * shorter:
        raise UnusablePicture(
            f"is {width} x {height} pixels; the longer side may be at most {longest_ratio:g} times "
            "the shorter one"
        )


def _shrink(image: Image.Image, data: bytes, most_pixels: int) -> None:
    """Let a large JPEG be decoded smaller; refuse one that costs what its size does not tell."""
    scans = data.count(b"\xff\xda")
    if scans > MOST_SCANS:
        raise UnusablePicture(f"is a JPEG of {scans:,} scans; save it anew")
    width, height = image.size
    if width * height <= most_pixels:
        return
    if image.info.get("progressive"):  # is unpacked whole before it can be made smaller
        raise UnusablePicture(f"is a progressive JPEG of more than {most_pixels:,} pixels")
    part = next((n for n in (2, 4, 8) if width * height <= most_pixels * n * n), 8)
    image.draft("RGB", (width // part, height // part))


def _png_pixels(data: bytes) -> bytes:
    """Return a PNG without metadata, which Pillow refuses whole for one text it cannot unpack."""
    if not data.startswith(_PNG_START):
        return data
    kept, place = [_PNG_START], len(_PNG_START)
    while place + 12 <= len(data):
        end = place + 12 + int.from_bytes(data[place : place + 4], "big")
        if data[place + 4 : place + 8] in _PNG_PIXELS:
            kept.append(data[place:end])
        place = end
    return b"".join(kept)


def _what_it_is(data: bytes) -> str:
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        return (
            "is a HEIC picture, as iPhones take them, which is not read here; export it as JPEG "
            "(on the phone: Settings, Camera, Formats, Most Compatible)"
        )
    return f"is not a {_NAMES}"


def _upright(image: Image.Image) -> Image.Image:
    try:
        turn = _UPRIGHT.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # damaged metadata brings about errors of every kind
        turn = None
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
