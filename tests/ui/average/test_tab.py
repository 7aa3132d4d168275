"""The Average faces tab: its handlers, asked as Gradio asks them."""

import re
from collections.abc import Iterator
from typing import Any

import gradio as gr
import numpy as np
import pytest

from facegen.answers.context import BUNDLED, Context
from facegen.errors import QueryError
from facegen.ui.average.comparisons import read_link
from facegen.ui.average.tab import GALLERY_COUNT, AverageTab
from facegen.ui.widgets.due import Due
from tests.ui.blocks import blocks
from tests.ui.pictures import shown


@pytest.fixture(scope="module")
def tab(doodles: Context) -> Iterator[AverageTab]:
    with blocks():
        yield AverageTab(doodles, gr.HTML(), gr.Textbox(), Due())


def values(tab: AverageTab, **fields: str) -> list[Any]:
    """Return what the widgets hold under a link."""
    return [getattr(one, "value", one) for one in tab.restore(fields)]


def test_a_link_sets_every_control(tab: AverageTab):
    fields = {"with": "red", "compare": "1", "without2": "red", "statistic": "median"}
    assert len(tab.restore(fields)) == len(tab.controls)
    assert tab.console.asked("doodles", values(tab, **fields)) == read_link(fields, "doodles")


@pytest.mark.parametrize("fields", [{"with": "blue"}, {"compare": "1", "with2": "Male"},
                                    {"balance": "blue"}, {"quantile": "2"}])  # fmt: skip
def test_a_link_to_nothing_is_refused(tab: AverageTab, fields: dict[str, str]):
    with pytest.raises(QueryError):
        tab.restore(fields)


def test_the_stage_is_painted_and_every_chip_counts(tab: AverageTab, doodles: Context):
    stage, first, second = tab.show("doodles", *values(tab, **{"with": "red"}))
    faces = np.asarray(doodles.population("doodles").store.faces[:10], np.float64)
    assert np.abs(shown(stage["faces"][0]["src"]) - faces.mean(0)).max() <= 0.51
    assert first.props["counts"] == second.props["counts"] == {"round": 5, "red": 10}
    _, first, second = tab.show("doodles", *values(tab, compare="1", with2="red"))
    assert first.props["counts"] == {"round": 20, "red": 10}
    assert second.props["counts"] == {"round": 5, "red": 10}


def test_what_else_they_share_is_told_and_drawn(tab: AverageTab, doodles: Context):
    fields = {"store": BUNDLED, "with": "Mustache"}
    told, seen, explained, chart, pictures = tab.detail(
        True, True, 0, BUNDLED, *values(tab, **fields)
    )
    query = read_link(fields, BUNDLED).first.query
    support = doodles.population(BUNDLED).select(query).support
    assert len(re.findall(rf"^- \*\*.+\*\*: .+ of {support:,}$", told, re.MULTILINE)) == 3
    assert chart.visible
    assert f"**{support:,}** faces" in seen
    assert "The background is grey" in explained
    assert len(pictures) == GALLERY_COUNT


def test_what_is_folded_away_is_not_worked_out(tab: AverageTab, monkeypatch: pytest.MonkeyPatch):
    everybody = "doodles", *values(tab)
    for made in ("charted", "pictures"):
        monkeypatch.setattr(tab, made, lambda *_: pytest.fail("nobody looks at it"))
    told, seen, explained, chart, pictures = tab.detail(False, False, 0, *everybody)
    assert all((told, seen, explained))
    assert chart == pictures == gr.skip()


def test_of_nobody_nothing_is_told(tab: AverageTab):
    nobody = values(tab, **{"with": "red", "without": "red"})
    told, seen, explained, chart, pictures = tab.detail(True, True, 0, "doodles", *nobody)
    assert told == seen == "No face matches, so there is nothing to average."
    assert not explained
    assert not chart.visible
    assert tab.show("doodles", *nobody)[0]["message"]["text"]
    assert pictures == []


def test_pictures_are_of_those_who_match_and_others_on_the_next_page(
    tab: AverageTab, doodles: Context
):
    red = tab.pictures(0, "doodles", *values(tab, **{"with": "red"}))
    faces = doodles.population("doodles").store.faces
    distances = [
        [np.abs(shown(one["src"]).astype(int) - face).mean() for face in faces] for one in red
    ]
    assert sorted(np.argmin(distances, axis=1)) == list(range(10))
    everybody = values(tab)
    first, again, other = (tab.pictures(page, "doodles", *everybody) for page in (0, 0, 1))
    assert first == again != other
    assert len({one["src"] for one in first}) == GALLERY_COUNT


def test_the_mean_face_is_named_by_its_query_alone(tab: AverageTab):
    asked = values(tab, **{"with": "red", "statistic": "median", "sample": "5"})
    assert tab.mean_face("doodles", *asked) == {"store": "doodles", "with": "red"}
