"""Pictures as they are sent, decoded again."""

import io

import numpy as np
import pytest
from PIL import Image

from facegen.images import enlarge
from facegen.latent.recipe import Recipe
from facegen.latent.request import Face, FaceRequest
from facegen.latent.sheet import encoded, tower


@pytest.fixture
def scales() -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [rng.integers(0, 256, (px, px, 3), np.uint8) for px in (4, 8, 16, 32)]


def seen(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def test_the_smaller_scales_stand_under_each_other_beside_the_largest(
    scales: list[np.ndarray],
) -> None:
    sprite = tower(scales)
    assert sprite.shape == (32, 48, 3)
    expected = np.zeros_like(sprite)
    expected[:, :32] = scales[3]
    expected[:16, 32:48], expected[16:24, 32:40] = scales[2], scales[1]
    expected[24:28, 32:36] = scales[0]
    np.testing.assert_array_equal(sprite, expected)
    np.testing.assert_array_equal(tower(scales[:1])[:, :4], scales[0])


@pytest.mark.parametrize("form", ["webp", "png"])
def test_exact_forms_are_exact(scales: list[np.ndarray], form: str) -> None:
    np.testing.assert_array_equal(seen(encoded(scales, FaceRequest("c", form=form))), tower(scales))
    one = encoded(scales, FaceRequest("c", scale_px=8, form=form))
    np.testing.assert_array_equal(seen(one), scales[1])


def test_every_form_is_what_it_is_called(scales: list[np.ndarray]) -> None:
    for form in ("webp", "png", "jpeg"):
        made = encoded(scales, FaceRequest("c", scale_px=32, form=form))
        assert Image.open(io.BytesIO(made)).format == form.upper()


def test_scales_are_enlarged_side_by_side(scales: list[np.ndarray]) -> None:
    made = seen(encoded(scales, FaceRequest("c", enlarged_px=64, form="png")))
    for scale in scales:
        large = enlarge(scale, 64)
        starts = range(made.shape[1] - 63)
        assert any(np.array_equal(made[:64, x : x + 64], large) for x in starts)
    one = seen(encoded(scales, FaceRequest("c", scale_px=8, enlarged_px=50, form="png")))
    np.testing.assert_array_equal(one, enlarge(scales[1], 50))


def test_a_picture_says_which_face_it_is(scales: list[np.ndarray]) -> None:
    request = FaceRequest("celeba128", Face(Recipe(7)), form="png")
    picture = Image.open(io.BytesIO(encoded(scales, request)))
    assert any(request.note in str(value) for value in picture.info.values())
