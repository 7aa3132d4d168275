import numpy as np
import pytest

from facegen.evaluation.sharpness import finest, sharpness
from facegen.images import resize_area


def faces(count: int = 30) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, 64, 64, 3), np.uint8)


def test_a_set_is_as_sharp_as_itself() -> None:
    assert sharpness(faces(), faces()) == {64: 1, 32: 1}


def test_half_the_contrast_is_a_quarter_of_the_detail() -> None:
    even = faces() // 2 * 2
    assert sharpness(even // 2, even) == pytest.approx({64: 0.25, 32: 0.25})


def test_blur_takes_the_finest_band_first() -> None:
    sharp = faces()
    blurred = ((sharp.astype(int) + np.roll(sharp, 1, 1) + np.roll(sharp, 1, 2)) // 3).astype("u1")
    found = sharpness(blurred, sharp)
    assert found[64] < found[32] < 1


@pytest.mark.parametrize(("side", "brought"), [(64, 64), (48, 32), (100, 64), (16, 16), (3, 2)])
def test_the_finest_band_of_pictures_of_any_side(side: int, brought: int) -> None:
    rng = np.random.default_rng(1)
    sharp = rng.integers(0, 256, (20, side, side, 3), np.uint8) // 2 * 2
    assert finest(sharp // 2, sharp) == pytest.approx(0.25, rel=0.05)
    same = np.stack([resize_area(image, brought) for image in sharp])
    assert finest(same, sharp) == 1


def test_pictures_of_two_sides_are_compared_at_the_smaller() -> None:
    large = faces()
    small = np.stack([resize_area(image, 32) for image in large])
    assert finest(small, large) == 1 == finest(large, small)


def test_where_faces_have_no_detail_none_is_found() -> None:
    assert finest(faces(), np.full((3, 64, 64, 3), 9, np.uint8)) == 0
