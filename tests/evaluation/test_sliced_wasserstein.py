import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.ndimage import convolve

from facegen.errors import FacegenError
from facegen.evaluation.sliced_wasserstein import (
    LIGHT,
    SlicedWasserstein,
    cut_patches,
    level_sides,
    normalise,
    planes,
    sliced_distance,
    split_band,
)

KERNEL = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256


def noise(count: int, side: int = 32, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (count, side, side, 3), np.uint8)


def test_band_and_rest_are_those_of_the_definition() -> None:
    image = planes(noise(2, side=16))
    band, small = split_band(image)
    for n in range(2):
        for channel in range(3):
            plane = image[n, channel].astype(np.float64)
            blurred = convolve(plane, KERNEL, mode="mirror")[::2, ::2]
            spread = np.zeros((16, 16))
            spread[::2, ::2] = blurred
            expanded = convolve(spread, KERNEL * 4, mode="mirror")
            np.testing.assert_allclose(small[n, channel], blurred, atol=1e-3)
            np.testing.assert_allclose(band[n, channel], plane - expanded, atol=1e-3)


def test_patches_are_windows_of_their_own_picture() -> None:
    band = planes(noise(3, side=16))
    patches = cut_patches(band, 5, np.random.default_rng(1))
    assert patches.shape == (15, 147)
    top, left = np.random.default_rng(1).integers(0, 10, (2, 3, 5))
    for image in range(3):
        for n in range(5):
            y, x = top[image, n], left[image, n]
            window = band[image, :, y : y + 7, x : x + 7]
            np.testing.assert_array_equal(patches[image * 5 + n], window.ravel())


def test_patches_reach_every_border() -> None:
    band = np.zeros((1, 3, 16, 16), np.float32)
    band[..., 0, 0] = band[..., 15, 15] = 1
    patches = cut_patches(band, 2000, np.random.default_rng(0)).reshape(2000, 3, 7, 7)
    assert patches[:, 0, 0, 0].any()
    assert patches[:, 0, 6, 6].any()


def test_each_channel_is_brought_to_mean_0_and_deviation_1() -> None:
    rng = np.random.default_rng(0)
    raw = rng.normal(100, [[5], [20], [60]], (4000, 3, 49)).astype(np.float32).reshape(4000, 147)
    channels = normalise(raw.copy()).reshape(4000, 3, 49)
    for channel, before in zip(
        channels.transpose(1, 0, 2), raw.reshape(4000, 3, 49).transpose(1, 0, 2), strict=True
    ):
        np.testing.assert_allclose(
            channel, (before - before.mean()) / before.std(), rtol=1e-3, atol=1e-3
        )


def test_distance_is_that_of_a_plain_loop() -> None:
    rng = np.random.default_rng(0)
    a, b = (rng.standard_normal((200, 6), np.float32) for _ in range(2))
    found = sliced_distance(a, 2 * b, 40, np.random.default_rng(7), threads=2)
    ways = np.random.default_rng(7).standard_normal((40, 6), np.float32)
    total = 0.0
    for way in ways / np.linalg.norm(ways, axis=1, keepdims=True):
        along_a, along_b = sorted(a @ way), sorted(2 * b @ way)
        total += np.mean([abs(p - q) for p, q in zip(along_a, along_b, strict=True)])
    assert found == pytest.approx(total / 40, rel=1e-5)


def test_a_shifted_set_is_as_far_as_the_closed_form_says() -> None:
    # Along a unit direction u a shift by c moves everything by c.u, and in n dimensions
    # E|u_1| = Gamma(n / 2) / (sqrt(pi) Gamma((n + 1) / 2)).
    n, length = 10, 3.0
    a = np.random.default_rng(0).standard_normal((500, n), np.float32)
    shift = np.zeros(n, np.float32)
    shift[4] = length
    expected = length * math.gamma(n / 2) / (math.sqrt(math.pi) * math.gamma((n + 1) / 2))
    found = sliced_distance(a, a + shift, 20_000, np.random.default_rng(1))
    assert found == pytest.approx(expected, rel=0.02)


def test_threads_and_calls_change_nothing() -> None:
    a, b = noise(40), noise(40, seed=1)
    light = replace(LIGHT, patches=16)
    assert light(a, b) == light(a, b) == replace(light, threads=1)(a, b)


def test_levels_halve_down_to_16() -> None:
    assert level_sides(128, 16) == [128, 64, 32, 16]
    assert level_sides(16, 16) == [16]
    with pytest.raises(FacegenError, match="48 px do not halve down to 16 px"):
        level_sides(48, 16)


def test_sets_of_different_size_are_refused() -> None:
    with pytest.raises(FacegenError, match="one size and number"):
        SlicedWasserstein()(noise(3), noise(4))


def test_the_full_measure_has_the_sizes_of_the_definition() -> None:
    full = SlicedWasserstein()
    assert (full.patches, full.repeats, full.directions) == (128, 4, 128)
