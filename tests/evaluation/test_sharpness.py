import numpy as np
import pytest

from facegen.evaluation.sharpness import sharpness


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
