import io
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from facegen import images
from facegen.errors import QueryError
from facegen.images import (
    centre_square,
    encode,
    enlarge,
    grid,
    pad_square,
    pyramid,
    resize_area,
    to_uint8,
)


def picture(height: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def area_by_hand(image: np.ndarray, size_px: int) -> np.ndarray:
    """Average each target pixel's area in exact fractions, halves rounded to even."""
    height, width = image.shape[:2]
    result = np.empty((size_px, size_px, 3), np.uint8)
    for y in range(size_px):
        for x in range(size_px):
            area = Fraction(height, size_px) * Fraction(width, size_px)
            parts = [
                (i, j, tall * wide / area)
                for i, tall in covered(Fraction(height, size_px), y)
                for j, wide in covered(Fraction(width, size_px), x)
            ]
            for c in range(3):
                result[y, x, c] = round(sum(int(image[i, j, c]) * part for i, j, part in parts))
    return result


def covered(step: Fraction, index: int) -> list[tuple[int, Fraction]]:
    start, end = step * index, step * (index + 1)
    pixels = range(int(start), -int(-end // 1))
    return [(i, Fraction(min(end, i + 1) - max(start, i))) for i in pixels]


@settings(max_examples=60, deadline=None)
@given(
    height=st.integers(1, 23),
    width=st.integers(1, 23),
    size_px=st.integers(1, 12),
    seed=st.integers(0, 9),
)
def test_resize_is_the_exact_area_average(height, width, size_px, seed) -> None:
    image = picture(height, width, seed)
    assert np.array_equal(resize_area(image, size_px), area_by_hand(image, size_px))


def test_resize_of_celeba_faces_is_exact() -> None:
    image = picture(148, 148)
    small = resize_area(image, 64)
    rows, columns = [0, 15, 16, 63], [0, 31, 40, 63]
    by_hand = {
        (y, x, c): round(
            sum(
                int(image[i, j, c]) * tall * wide
                for i, tall in covered(Fraction(148, 64), y)
                for j, wide in covered(Fraction(148, 64), x)
            )
            / Fraction(148, 64) ** 2
        )
        for y in rows
        for x in columns
        for c in range(3)
    }
    assert {place: int(small[place]) for place in by_hand} == by_hand


@pytest.mark.parametrize("size", [(148, 148), (178, 178), (151, 149), (1001, 1003)])
def test_resize_is_the_same_in_slabs_and_in_doubles(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    image = picture(*size)
    whole = resize_area(image, 64)
    monkeypatch.setattr(images, "_SLAB_VALUES", 5 * size[0])
    assert np.array_equal(resize_area(image, 64), whole)
    weights = images._area_weights.__wrapped__
    down, across = weights(size[0], 64, 1), weights(size[1], 64, 1)
    sums = np.einsum(
        "ai,bj,gihjc->gahbc",
        down,
        across,
        image.reshape(-1, down.shape[1], size[1] // across.shape[1], across.shape[1], 3),
        optimize=True,
    )
    mean = np.rint(sums / (down.shape[1] * across.shape[1])).astype(np.uint8)
    assert np.array_equal(mean.reshape(64, 64, 3), whole)


def test_resize_takes_views() -> None:
    image = picture(218, 178)
    cut = image[40:188, 15:163]
    assert np.array_equal(resize_area(cut, 64), resize_area(np.ascontiguousarray(cut), 64))


def test_resize_to_the_same_size_changes_nothing() -> None:
    image = picture(64, 64)
    assert np.array_equal(resize_area(image, 64), image)


@pytest.mark.parametrize(("shape", "px"), [((4, 4), 0), ((4, 4), -2), ((0, 4), 2), ((4, 0), 2)])
def test_a_picture_without_pixels_is_refused(shape: tuple[int, int], px: int) -> None:
    with pytest.raises(QueryError, match=f"{shape[1]} x {shape[0]} px are to be made {px} px"):
        resize_area(np.zeros((*shape, 3), np.uint8), px)


def test_an_unknown_form_is_refused_with_those_there_are() -> None:
    with pytest.raises(QueryError, match="one of png, jpeg, webp, webp-exact, but is 'bmp'"):
        encode(np.zeros((1, 1, 3), np.uint8), "bmp")


def test_enlarging_by_area_makes_blocks() -> None:
    image = picture(4, 4)
    assert np.array_equal(resize_area(image, 12), image.repeat(3, axis=0).repeat(3, axis=1))


@pytest.mark.parametrize(("height", "width"), [(5, 9), (9, 5), (6, 6), (218, 178)])
def test_centre_square(height: int, width: int) -> None:
    image = picture(height, width)
    square = centre_square(image)
    side = min(height, width)
    assert square.shape == (side, side, 3)
    top, left = (height - side) // 2, (width - side) // 2
    assert np.array_equal(square[0, 0], image[top, left])
    assert np.array_equal(square[-1, -1], image[top + side - 1, left + side - 1])


@pytest.mark.parametrize(("height", "width"), [(5, 8), (8, 5), (6, 6)])
def test_pad_square_repeats_the_border(height: int, width: int) -> None:
    image = picture(height, width)
    square = pad_square(image)
    side = max(height, width)
    assert square.shape == (side, side, 3)
    for y in range(side):
        for x in range(side):
            i = min(max(y - (side - height) // 2, 0), height - 1)
            j = min(max(x - (side - width) // 2, 0), width - 1)
            assert np.array_equal(square[y, x], image[i, j])


def test_pyramid_averages_the_picture_itself_at_each_scale() -> None:
    image = picture(64, 64)
    scales = pyramid(image)
    assert [scale.shape for scale in scales] == [(s, s, 3) for s in (64, 32, 16, 8, 4)]
    for scale in scales:
        side = scale.shape[0]
        blocks = image.reshape(side, 64 // side, side, 64 // side, 3).astype(float)
        assert np.array_equal(scale, np.rint(blocks.mean((1, 3))))


def test_grid_lays_out_row_by_row() -> None:
    tiles = np.stack([np.full((3, 4, 3), i, np.uint8) for i in range(5)])
    sheet = grid(tiles, columns=2, gap_px=1)
    assert sheet.shape == (3 * 4 - 1, 2 * 5 - 1, 3)
    assert [sheet[y, x, 0] for y in (0, 4, 8) for x in (0, 5)] == [0, 1, 2, 3, 4, 128]
    assert (sheet[3] == 128).all()
    assert grid(tiles).shape == (2 * 5 - 2, 3 * 6 - 2, 3)


def test_enlarge_keeps_the_shape_and_can_show_true_pixels() -> None:
    image = picture(8, 4)
    assert enlarge(image, 32).shape == (32, 16, 3)
    assert np.array_equal(enlarge(image, 32, smooth=False), image.repeat(4, 0).repeat(4, 1))


def test_to_uint8_rounds_and_clips() -> None:
    assert to_uint8(np.array([-3.0, 0.4, 0.6, 254.6, 300.0])).tolist() == [0, 0, 1, 255, 255]


@pytest.mark.parametrize(("form", "close"), [("png", 0), ("jpeg", 12), ("webp", 12)])
def test_encoded_pictures_open_again(form: str, close: int) -> None:
    image = resize_area(picture(4, 4), 32)
    opened = Image.open(io.BytesIO(encode(image, form)))
    assert opened.format == form.upper()
    difference = np.abs(np.asarray(opened.convert("RGB")).astype(int) - image)
    assert np.mean(difference) <= close
