"""What strangers' pictures come out as; plain damage and turning stand in data/test_pictures.py."""

import io
import shutil
import struct
import tempfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, features
from PIL.TiffImagePlugin import IFDRational

from facegen.decoding import FORMATS, UnusablePicture, decode

RAMP = np.stack(np.broadcast_arrays(*np.mgrid[0:240:20, 0:255:15], 90), -1).astype(np.uint8)


def saved(form: str, image: Image.Image | None = None, **options) -> bytes:
    buffer = io.BytesIO()
    (image or Image.fromarray(RAMP)).save(buffer, form, **options)
    return buffer.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def claims(width: int, height: int) -> bytes:
    """Forge a PNG of a size, whose pixels are all black and packed small."""
    packer = zlib.compressobj(9)
    row = bytes(width + 1)
    rows = b"".join(packer.compress(row) for _ in range(min(height, 100)))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", rows + packer.flush()), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


@pytest.mark.parametrize("form", ["PNG", "GIF", "BMP", "WEBP"])
def test_every_exact_format_gives_the_pixels_that_were_saved(form):
    options = {"WEBP": {"lossless": True}}.get(form, {})
    image = Image.fromarray(RAMP).quantize(200) if form == "GIF" else Image.fromarray(RAMP)
    expected = np.asarray(image.convert("RGB"))
    np.testing.assert_array_equal(decode(saved(form, image, **options)), expected)


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow reads no AVIF")
def test_avif_is_read():
    assert np.abs(decode(saved("AVIF", quality=100)).astype(int) - RAMP).mean() < 4


def test_of_a_gif_the_first_picture_is_taken_and_its_gaps_are_white():
    first = Image.new("P", (12, 10), 0)
    first.putpalette([10, 200, 30, 0, 0, 0])
    film = saved(
        "GIF", first, save_all=True, append_images=[Image.new("P", (12, 10), 1)], transparency=1
    )
    assert (decode(film) == (10, 200, 30)).all()
    assert (decode(saved("GIF", first, transparency=0)) == 255).all()


@pytest.mark.parametrize("form", ["EPS", "PDF", "TIFF", "PPM", "ICO", "TGA", "PCX", "JPEG2000"])
def test_no_other_format_is_ever_tried(form):
    with pytest.raises(UnusablePicture, match="^is not a JPEG, PNG, WebP, AVIF, GIF or BMP"):
        decode(saved(form, Image.new("RGB", (20, 20))))
    assert form not in FORMATS


def test_a_program_in_a_picture_does_not_run(tmp_path, monkeypatch):
    """A stand-in for Ghostscript, found first, would leave a trace."""
    trace = tmp_path / "ran"
    (tmp_path / "gs").write_text(f"#!/bin/sh\ntouch {trace}\n")
    (tmp_path / "gs").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("gs")
    program = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 64 64\n%%EndComments\n{} loop\n%%EOF\n"
    with pytest.raises(UnusablePicture):
        decode(program)
    assert not trace.exists()


def test_nothing_is_written_to_disk(tmp_path, monkeypatch):
    def refused(*_, **__):
        raise AssertionError("a temporary file was made")

    for name in ("mkstemp", "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refused)
    for form in FORMATS:
        if form != "AVIF" or features.check("avif"):
            decode(saved(form))


def test_odd_exif_is_passed_over():
    for kind in range(14):  # an orientation of each of TIFF's types, eight bytes of it elsewhere
        entry = struct.pack("<HHHIII", 1, 0x0112, kind, 2, 26, 0) + struct.pack("<II", 77, 2)
        exif = b"Exif\0\0II*\0\x08\0\0\0" + entry
        assert decode(saved("JPEG", exif=exif)).shape == RAMP.shape
    for exif in (b"Exif\0\0II*\0garbage", b"Exif\0\0", b"Exif\0\0MM\0*\0\0\0\xff" + b"\xff" * 40):
        assert decode(saved("JPEG", exif=exif)).shape == RAMP.shape


def test_odd_resolution_and_profile_leave_the_photo_as_it_is():
    exif = Image.Exif()
    exif[0x0112], exif[0x011A] = 1, IFDRational(1, 0)
    plain = decode(saved("JPEG"))
    np.testing.assert_array_equal(decode(saved("JPEG", exif=exif)), plain)
    np.testing.assert_array_equal(decode(saved("JPEG", icc_profile=b"no profile")), plain)


BOMB = b"a\0\0" + zlib.compress(bytes(20 << 20))


@pytest.mark.parametrize(
    "odd",
    [
        chunk(b"zTXt", BOMB), chunk(b"iCCP", BOMB), chunk(b"iTXt", b"a\0\1\0\0\0" + BOMB[3:]),
        chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(1 << 20))) * 80, chunk(b"pHYs", b"1"),
        chunk(b"iCCP", b"a\0\0no profile"), chunk(b"tEXt", b""), chunk(b"eXIf", b"II*\0garbage"),
    ],
)  # fmt: skip
def test_odd_metadata_of_a_png_is_passed_over_wherever_it_stands(odd):
    whole = saved("PNG")
    for place in (33, whole.rindex(b"IEND") - 4):
        np.testing.assert_array_equal(decode(whole[:place] + odd + whole[place:]), RAMP)


@pytest.mark.parametrize(
    ("width", "height", "reason"),
    [
        (4_000_000, 16, "has more than 16,000,000 pixels"),
        (20, 3_200_000, "has more than 16,000,000 pixels"),
        (100_000, 17, "is 100000 x 17 pixels; the longer side may be at most 20 times"),
        (4001, 4000, "has more than 16,000,000 pixels"),
        (900, 44, "is 900 x 44 pixels; the longer side"),
    ],
)
def test_size_and_shape_are_judged_by_the_header(width, height, reason):
    with pytest.raises(UnusablePicture, match=f"^{reason}"):
        decode(claims(width, height), 16_000_000, 20)


def test_a_large_jpeg_is_made_smaller_on_the_way():
    across = np.linspace(0, 255, 3000, dtype=np.uint8)
    large = np.stack(np.broadcast_arrays(across[:, None], across[None, :2000], np.uint8(90)), -1)
    data = saved("JPEG", Image.fromarray(np.ascontiguousarray(large)), quality=95)
    assert decode(data).shape == (3000, 2000, 3)
    small = decode(data, 500_000)
    assert small.shape == (750, 500, 3)
    quarters = large.reshape(750, 4, 500, 4, 3).mean((1, 3))
    assert np.abs(small - quarters).mean() < 2
    slow = saved("JPEG", Image.fromarray(np.ascontiguousarray(large)), progressive=True)
    with pytest.raises(UnusablePicture, match="progressive JPEG of more than 500,000 pixels"):
        decode(slow, 500_000)


def test_a_jpeg_of_endless_scans_is_refused():
    whole = saved("JPEG", progressive=True)
    scan = whole[whole.rindex(b"\xff\xda") : -2]
    with pytest.raises(UnusablePicture, match="scans"):
        decode(whole[:-2] + scan * 80 + whole[-2:])
    assert decode(whole).shape == RAMP.shape


def test_heic_is_told_how_to_be_converted():
    with pytest.raises(UnusablePicture, match="HEIC picture.*export it as JPEG"):
        decode(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100))


@pytest.mark.parametrize("module", sorted(Path("facegen").rglob("*.py")), ids=str)
def test_pictures_are_opened_here_alone(module):
    text = module.read_text(encoding="utf-8")
    for line in text.splitlines():
        assert "Image.open(" not in line or "formats=" in line, f"{module}: {line.strip()}"
