"""What a script is given of an answer: pictures as they are, numbers to what an eye can see."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from facegen.answers.story.view import (
    MOST_EXACT,
    Batches,
    Curve,
    Picture,
    Plot,
    Row,
    Shares,
    ShownPicture,
    ShownView,
    View,
    points,
)
from facegen.wire import to_json, to_values
from tests.wire import read_as

NOISE = np.random.default_rng(0).integers(0, 256, (512, 512, 3), np.uint8)


def sent(image: np.ndarray, times: int = 1) -> tuple[ShownPicture, np.ndarray]:
    pictures = (Picture(image, "alt", "title", "caption", "A"),) * times
    told = View("", pictures=pictures).shown().pictures[0]
    content = base64.b64decode(told.src.split(",")[1])
    with Image.open(io.BytesIO(content)) as picture:
        return told, np.asarray(picture.convert("RGB"))


def test_a_small_picture_is_sent_exactly():
    small = NOISE[:100, :200]
    told, seen = sent(small)
    assert small[..., 0].size <= MOST_EXACT
    assert told.src.startswith("data:image/webp;base64,")
    np.testing.assert_array_equal(seen, small)
    assert told.aspect == 2
    assert [told.alt, told.title, told.caption, told.choice] == ["alt", "title", "caption", "A"]


def test_a_large_one_is_sent_smaller_and_as_large():
    told, seen = sent(NOISE)
    assert told.src.startswith("data:image/webp;base64,")
    assert seen.shape == NOISE.shape
    assert len(told.src) < len(sent(NOISE[:256, :256])[0].src) * 4


def test_many_small_ones_are_together_a_large_one():
    exact, seen = sent(NOISE[:128, :128], 4)
    np.testing.assert_array_equal(seen, NOISE[:128, :128])
    assert len(sent(NOISE[:128, :128], 5)[0].src) < len(exact.src)


def test_every_part_is_written_and_read_back():
    view = View(
        "Words.",
        "?tab=story",
        plot=Plot("T", "x", (Curve("line", "red", "r", (1.0, 2.0), (3.0, 4.0)),), log=True),
        shares=(Shares("S", (Row("a", (0.5,), "01?1"),), ("one",), 3),),
        batches=Batches(("dogs", "cats"), ("01",)),
        right="a",
        faces="Drawn",
    )
    shown = view.shown()
    told = to_values(shown)
    assert told.keys() == vars(view).keys()
    assert read_as(ShownView, to_json(shown)) == shown
    assert told["plot"]["curves"] == [
        {"kind": "line", "colour": "red", "label": "r", "x": [1, 2], "y": [3, 4]}
    ]
    assert told["shares"][0]["rows"] == [{"label": "a", "shares": [0.5], "pixels": "01?1"}]
    assert told["batches"] == {"kinds": ["dogs", "cats"], "rows": ["01"]}
    assert View("").shown().plot is None


def test_points_have_four_digits():
    values = np.array([0.0, 1 / 3, 123456.0, -2e-7], np.float32)
    assert points(values) == (0.0, 0.3333, 123500.0, -2e-7)
    exact = np.random.default_rng(1).normal(size=50) * 1e3
    assert points(exact) == pytest.approx(exact, rel=5e-4)
