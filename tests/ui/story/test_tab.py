"""How a link opens the story, and what it leaves alone."""

from collections.abc import Iterator

import gradio as gr
import pytest

from facegen.answers.context import BUNDLED, Context
from facegen.errors import QueryError
from facegen.ui.story.tab import StoryTab
from tests.ui.blocks import blocks


@pytest.fixture(scope="module")
def tab(doodles: Context) -> Iterator[StoryTab]:
    with blocks():
        yield StoryTab(doodles)


def test_a_link_opens_its_step(tab: StoryTab):
    (update,) = tab.restore({"tab": "story", "step": "average", "choice": "500"})
    assert update.value == {"step": "average", "choice": "500"}
    (update,) = tab.restore({"step": "median", "store": BUNDLED})
    assert update.value == {"step": "median", "choice": ""}


@pytest.mark.parametrize(
    "fields", [{}, {"store": BUNDLED}, {"tab": "pixels", "step": "average"}, {"tab": "story"}]
)
def test_without_a_step_the_panel_stays_where_it_is(tab: StoryTab, fields: dict[str, str]):
    assert tab.restore(fields) == [gr.skip()]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"step": "nowhere"}, "no step 'nowhere'"),
        ({"step": "average", "choice": "21"}, "one can choose 1, 5, 20"),
        ({"step": "average", "chioce": "20"}, "did you mean 'choice'"),
    ],
)
def test_a_link_that_means_nothing_is_refused(tab: StoryTab, fields, sentence):
    with pytest.raises(QueryError, match=sentence):
        tab.restore(fields)


def test_what_a_link_sets_is_its_panel(tab: StoryTab):
    assert tab.controls == [tab.panel]
    assert tab.query is None
