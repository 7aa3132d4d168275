"""The Pixels tab: its handlers, asked as Gradio asks them."""

from collections.abc import Iterator
from typing import Any

import gradio as gr
import numpy as np
import pytest

from facegen.answers.context import Context
from facegen.answers.sheets import sheet
from facegen.errors import FacegenError, QueryError
from facegen.ui.pixels.map import MapPicture
from facegen.ui.pixels.tab import EXAMPLES, PixelsTab, example
from facegen.ui.pixels.views import read_link
from facegen.ui.widgets.due import Due
from facegen.wire import to_json
from tests.ui.blocks import blocks
from tests.ui.pictures import shown
from tests.wire import read_as


@pytest.fixture(scope="module")
def tab(doodles: Context) -> Iterator[PixelsTab]:
    with blocks():
        yield PixelsTab(doodles, gr.HTML(), gr.Textbox(), Due())


def values(tab: PixelsTab, **fields: str) -> list[Any]:
    """Return what the widgets hold under a link."""
    return [getattr(one, "value", one) for one in tab.restore(fields)]


FIELDS = {"with": "red", "x": "3", "y": "4", "model": "patches", "patch": "16", "seed": "5"}


def test_a_link_sets_every_control(tab: PixelsTab):
    assert len(tab.restore(FIELDS)) == len(tab.controls)
    assert tab.asked("doodles", *values(tab, **FIELDS)) == read_link(FIELDS, "doodles", 32)


@pytest.mark.parametrize(
    "fields", [{"with": "blue"}, {"x": "-1"}, {"model": "gan"}, {"store": "elsewhere"}]
)
def test_a_link_to_nothing_is_refused(tab: PixelsTab, fields: dict[str, str]):
    with pytest.raises(FacegenError):
        tab.restore(fields)


@pytest.mark.parametrize(
    ("number", "value", "sentence"),
    [
        (1, {"x": "a", "y": 0}, "pixel x must be"),
        (2, "gan", "model must be one of"),
        (3, None, "Patch side must be"),
        (4, 0, "Components must be"),
        (5, 1.5, "Seed must be"),
    ],
)
def test_a_value_that_no_widget_has_is_refused(tab: PixelsTab, number, value, sentence):
    given = values(tab)
    given[number] = value
    with pytest.raises(QueryError, match=sentence):
        tab.asked("doodles", *given)


def test_a_pixel_is_shown_in_the_mean_face_of_its_query(tab: PixelsTab, doodles: Context):
    update, chart, words = tab.look("doodles", *values(tab, **FIELDS))
    picture = read_as(MapPicture, to_json(update.props["picture"]))
    faces = np.asarray(doodles.population("doodles").store.faces[:10], np.float64)
    assert np.abs(shown(picture.src) - faces.mean(0)).max() <= 0.51
    assert picture.caption.startswith("Mean of red · column 3, row 4 · 10 of 40 faces")
    assert picture.overlay
    assert shown(picture.overlay).shape == (32, 32, 3)
    assert f"**{', '.join(f'{v:.0f}' for v in faces.mean(0)[4, 3])}**" in words
    reds = [trace for trace in chart.data if trace.name == "Red"]
    assert np.flatnonzero(reds[0].y).tolist() == sorted({int(face[4, 3, 0]) for face in faces})


def test_the_sheet_is_the_one_that_was_asked_for(tab: PixelsTab, doodles: Context):
    stage, told = tab.draw("doodles", *values(tab, **FIELDS))
    asked = read_link(FIELDS, "doodles", 32)
    np.testing.assert_array_equal(
        shown(stage["faces"][0]["src"]), sheet(doodles, asked.sheet).image
    )
    assert stage["link"] == asked.link("doodles")
    assert told.startswith("Every patch is cut from another face of the data.")


def test_of_nobody_no_sheet_is_drawn(tab: PixelsTab):
    stage, told = tab.draw("doodles", *values(tab, **{"with": "red", "without": "red"}))
    assert (stage["faces"], told) == ([], "")
    assert stage["message"]["text"].endswith((".", "red"))


def test_an_example_is_worked_out_and_one_that_lacks_a_number_refused():
    for numbers in EXAMPLES.values():
        assert f"{numbers[0]:.2f}" in example(*numbers)
    assert example(2, 0, 0, 2) == example(0.5, 0, 0, 0.5)
    with pytest.raises(QueryError, match="one is missing"):
        example(0.5, None, 0.1, 0.1)
    with pytest.raises(FacegenError):
        example(0, 0, 0, 0)
