import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from facegen.data.pictures import UnusablePicture, cut, decode, face_of
from facegen.images import resize_area
from tests.data.conftest import jpeg, noise_picture

PICTURE = noise_picture(np.random.default_rng(0), 40, 30)


def saved(image: Image.Image, form: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def png(image: Image.Image, **options) -> bytes:
    return saved(image, "PNG", **options)


def png_of_size(width: int, height: int) -> bytes:
    """Forge a PNG that claims a size and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(kind, part) for kind, part in ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    )


RGB = Image.fromarray(PICTURE)
GREY = np.asarray(RGB.convert("L"))


def test_plain_pictures_come_as_they_are() -> None:
    assert np.array_equal(decode(png(RGB)), PICTURE)
    assert np.array_equal(decode(saved(RGB, "WEBP", lossless=True)), PICTURE)
    assert np.abs(decode(jpeg(PICTURE)).astype(int) - PICTURE).mean() < 10


def test_grey_becomes_equal_channels() -> None:
    for data in (png(RGB.convert("L")), png(RGB.convert("LA"))):
        assert np.array_equal(decode(data), GREY[..., None].repeat(3, axis=2))
    for data in (saved(RGB.convert("L"), "JPEG"), saved(RGB.convert("L"), "WEBP")):
        channels = decode(data).astype(int)
        assert np.abs(channels - GREY[..., None]).mean() < 4


def test_black_and_white_becomes_black_and_white() -> None:
    picture = decode(png(RGB.convert("1")))
    assert np.array_equal(picture[..., 0] == 255, np.asarray(RGB.convert("1")))
    assert set(picture.reshape(-1).tolist()) == {0, 255}


def test_palette_is_looked_up() -> None:
    palette = RGB.convert("P", palette=Image.Palette.ADAPTIVE, colors=16)
    assert np.array_equal(decode(png(palette)), np.asarray(palette.convert("RGB")))


def test_cmyk_becomes_the_colours_meant() -> None:
    inks = np.zeros((8, 8, 4), np.uint8)
    inks[:, :4, 0] = 255  # cyan
    inks[:, 4:, 3] = 255  # black
    picture = decode(saved(Image.fromarray(inks, "CMYK"), "JPEG", quality=100)).astype(int)
    assert np.abs(picture[:, 0] - [0, 255, 255]).max() <= 3
    assert np.abs(picture[:, 7]).max() <= 3


def test_transparent_is_white_and_half_transparent_half_white() -> None:
    layer = np.full((8, 9, 4), (200, 100, 0, 255), np.uint8)
    layer[:, 3:6, 3] = 0
    layer[:, 6:, 3] = 51
    picture = decode(png(Image.fromarray(layer)))
    assert picture[0, 0].tolist() == [200, 100, 0]
    assert picture[0, 4].tolist() == [255, 255, 255]
    assert picture[0, 8].tolist() == [244, 224, 204]  # a fifth of the colour, four of white
    webp = decode(saved(Image.fromarray(layer), "WEBP", lossless=True))
    assert np.array_equal(webp, picture)


def test_a_transparent_colour_is_white() -> None:
    palette = Image.new("P", (8, 8), 1)
    palette.putpalette([255, 0, 0, 0, 0, 255])
    assert decode(png(palette))[0, 0].tolist() == [0, 0, 255]
    assert decode(png(palette, transparency=1))[0, 0].tolist() == [255, 255, 255]
    colour = Image.new("RGB", (8, 8), (1, 2, 3))
    assert decode(png(colour, transparency=(1, 2, 3)))[0, 0].tolist() == [255, 255, 255]


def test_sixteen_bits_are_scaled_to_eight() -> None:
    deep = np.arange(256, dtype=np.uint16).reshape(16, 16) * 257
    picture = decode(png(Image.fromarray(deep)))
    assert np.array_equal(picture[..., 0].reshape(-1), np.arange(256))
    deep[0, :4] = [128, 129, 385, 386]  # 127.5 / 257 is the border between 0 and 1
    assert decode(png(Image.fromarray(deep)))[0, :4, 1].tolist() == [0, 1, 1, 2]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_turned_pictures_stand_upright(orientation: int, form: str) -> None:
    quarters = np.zeros((40, 60, 3), np.uint8)
    quarters[:20, :30], quarters[:20, 30:] = (255, 0, 0), (0, 255, 0)
    quarters[20:, :30], quarters[20:, 30:] = (0, 0, 255), (255, 255, 255)
    back = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE"}
    back |= {6: "ROTATE_90", 7: "TRANSVERSE", 8: "ROTATE_270"}
    image = Image.fromarray(quarters)
    if orientation in back:
        image = image.transpose(Image.Transpose[back[orientation]])
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = decode(saved(image, form, exif=exif, quality=95)).astype(int)
    assert picture.shape == quarters.shape
    for y, x in ((5, 5), (5, 50), (35, 5), (35, 50)):
        assert np.abs(picture[y, x] - quarters[y, x]).max() < 12


def test_unknown_orientations_are_passed_over() -> None:
    exif = Image.Exif()
    exif[0x0112] = 77
    assert np.array_equal(decode(png(RGB, exif=exif)), PICTURE)


def test_of_a_film_the_first_picture_is_taken() -> None:
    films = [
        saved(RGB, form, save_all=True, append_images=[Image.new("RGB", RGB.size)], **options)
        for form, options in (("WEBP", {"lossless": True}), ("PNG", {}))
    ]
    for film in films:
        assert np.array_equal(decode(film), PICTURE)


TIFF = saved(RGB, "TIFF")
WHOLE_JPEG = jpeg(PICTURE)
WHOLE_PNG = png(RGB)
UNUSABLE = {
    "empty": (b"", r"is empty \(0 bytes\)"),
    "no picture": (b"hello world" * 10, "is not a JPEG, PNG, WebP, AVIF, GIF or BMP picture"),
    "another format": (TIFF, "is not a JPEG, PNG, WebP, AVIF, GIF or BMP picture"),
    "a page in its place": (b"<!doctype html><title>404</title>", "is not a JPEG, PNG, WebP"),
    "half a JPEG": (WHOLE_JPEG[: len(WHOLE_JPEG) // 2], r"is damaged \(.*truncated"),
    "a JPEG without its last lines": (WHOLE_JPEG[:-40], r"is damaged \(.*truncated"),
    "half a PNG": (WHOLE_PNG[: len(WHOLE_PNG) // 2], r"is damaged \("),
    "half a WebP": (saved(RGB, "WEBP")[:-60], r"is damaged|is not a JPEG"),
    "a PNG with a flipped byte": (
        WHOLE_PNG[:200] + bytes([WHOLE_PNG[200] ^ 1]) + WHOLE_PNG[201:],
        r"is damaged \(",
    ),
    "one pixel high": (png(Image.new("RGB", (500, 1))), "is 500 x 1 pixels; both sides must"),
    "one pixel wide": (jpeg(np.zeros((9, 1, 3), np.uint8)), "is 1 x 9 pixels; both sides must"),
    "a bomb": (png_of_size(30_000, 30_000), "has more than 64,000,000 pixels"),
    "a bomb Pillow only warns of": (png_of_size(10_000, 10_000), "has more than 64,000,000 pixels"),
    "a bomb Pillow lets through": (png_of_size(8_000, 8_001), "has more than 64,000,000 pixels"),
    "claims more than it holds": (png_of_size(3_000, 3_000), r"is damaged \("),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_what_cannot_be_used_is_rejected_with_the_reason(case: str) -> None:
    data, reason = UNUSABLE[case]
    with pytest.raises(UnusablePicture, match=f"^{reason}"):
        decode(data)


@settings(max_examples=300, deadline=None)
@given(
    whole=st.sampled_from([WHOLE_JPEG, WHOLE_PNG, saved(RGB, "WEBP"), png(RGB.convert("P"))]),
    flips=st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 255)), max_size=8),
    end=st.integers(0, 10**6),
)
@example(whole=WHOLE_PNG, flips=[], end=10**6)
def test_any_damage_is_decoded_or_rejected(whole: bytes, flips: list, end: int) -> None:
    data = bytearray(whole)
    for place, bits in flips:
        data[place % len(data)] ^= bits
    reason = ""
    try:
        picture = decode(bytes(data[: end % (len(data) + 1) or None]))
        assert picture.dtype == np.uint8
        assert picture.shape[2] == 3
    except UnusablePicture as error:
        reason = str(error)
    assert reason == "" or reason.startswith(("is ", "has "))
    assert "\n" not in reason


ALIGNED = noise_picture(np.random.default_rng(1))


def test_crops_of_an_aligned_picture() -> None:
    assert np.array_equal(cut(ALIGNED, "face"), ALIGNED[40:188, 15:163])
    assert np.array_equal(cut(ALIGNED, "square"), ALIGNED[20:198])
    whole = cut(ALIGNED, "whole")
    assert whole.shape == (218, 218, 3)
    assert np.array_equal(whole[:, 20:198], ALIGNED)
    assert np.array_equal(whole[:, 3], ALIGNED[:, 0])


def test_the_face_crop_is_for_aligned_pictures_alone() -> None:
    with pytest.raises(UnusablePicture, match="is 40 x 30 pixels; the face crop is for aligned"):
        cut(PICTURE, "face")


def test_the_whole_of_a_picture_of_the_right_size_is_the_picture() -> None:
    picture = noise_picture(np.random.default_rng(2), 64, 64)
    face, enlarged = face_of(png(Image.fromarray(picture)), 64, "whole")
    assert np.array_equal(face, picture)
    assert not enlarged


def test_small_pictures_are_enlarged_and_it_is_said() -> None:
    face, enlarged = face_of(png(RGB), 64, "square")
    assert enlarged
    assert np.array_equal(face, resize_area(PICTURE[:, 5:35], 64))
