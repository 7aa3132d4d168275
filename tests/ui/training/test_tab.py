"""The Training tab: its handlers, asked as Gradio asks them."""

from collections.abc import Iterator
from typing import Any

import gradio as gr
import pytest

from facegen.answers.context import Context
from facegen.config import Settings
from facegen.errors import FacegenError, QueryError
from facegen.training.run.runs import Run
from facegen.ui.training.form import GROWN, NEW
from facegen.ui.training.monitor import MonitorValue, Told
from facegen.ui.training.tab import CLOSED, TrainingTab
from facegen.wire import to_json
from tests.ui.blocks import blocks
from tests.wire import read_as


@pytest.fixture
def tab(at_home: Context) -> Iterator[TrainingTab]:
    with blocks():
        yield TrainingTab(at_home, gr.HTML())


def chosen(tab: TrainingTab, **changes: Any) -> list[Any]:
    """Return the values of the form as it opens, with some changed."""
    widgets = tab.form.fields.named(tab.form.fields.widgets)
    return list({**{name: widget.value for name, widget in widgets.items()}, **changes}.values())


def test_a_link_names_the_runs_to_watch(tab: TrainingTab):
    (value,) = tab.restore({"tab": "training", "run": "discs", "compare": "shipped-recorded"})
    assert read_as(MonitorValue, to_json(value)) == MonitorValue(
        "discs", "shipped-recorded", shown="discs"
    )
    assert tab.restore({"tab": "average", "compare": "1"}) == [gr.skip()]
    with pytest.raises(QueryError, match="no run 'nobody'"):
        tab.restore({"tab": "training", "run": "nobody"})


def test_a_deed_is_told_and_can_be_taken_back(tab: TrainingTab, discs: Run):
    told = tab.do({"action": {"what": "delete", "run": "discs"}}, "", "")
    done = read_as(Told, to_json(told["told"]))
    assert done.text == "discs is in the trash for a week."
    assert not discs.folder.exists()
    back = tab.do({"action": {"what": "undo", "token": done.undo}}, "", "")
    assert discs.folder.exists()
    assert read_as(MonitorValue, to_json(back["value"])).run == "discs"
    assert read_as(Told, to_json(back["told"])).at >= done.at


@pytest.mark.parametrize(
    "value", [None, {}, {"action": None}, {"action": "delete"}, {"action": {"what": "explode"}}]
)
def test_what_is_no_action_is_refused(tab: TrainingTab, value: Any):
    with pytest.raises(FacegenError):
        tab.do(value, "", "")


def test_a_branch_begins_with_the_settings_of_its_run(tab: TrainingTab, discs: Run):
    images = int(discs.checkpoints()[-1].name)
    origin, opened, *fields = tab.branch_off({"shown": "discs", "action": {"images": images}})
    key = f"discs@{images}"
    assert [value for _, value in origin.choices] == [NEW, key, key + GROWN]
    assert (origin.value, opened.open) == (key, True)
    became = tab.form.fields.named(fields)
    assert became["preset"].value is None
    assert "As tiny, which" in became["preset"].info
    assert (became["unit"], became["batch"].value) == ("kimg", discs.config.batch)
    for value in ({"shown": "discs"}, {"shown": "discs", "action": {"images": "x"}}, None):
        with pytest.raises(QueryError):
            tab.branch_off(value)


@pytest.mark.parametrize(
    ("origin", "sentence"),
    [
        ("discs", "but 'discs' was given"),
        ("discs@many", "but 'discs@many' was given"),
        ("discs@\u0663", "was given"),
        ("nobody@16", "no run 'nobody'"),
        ("discs@5", "no checkpoint after 5 images"),
        ("discs@5+", "no checkpoint after 5 images"),
    ],
)
def test_a_beginning_that_is_none_starts_nothing(
    tab: TrainingTab, at_home: Context, origin: str, sentence: str
):
    before = sorted(at_home.settings.runs_home.iterdir())
    with pytest.raises(FacegenError, match=sentence):
        tab.start("", "", at_home.default, origin, *chosen(tab))
    assert sorted(at_home.settings.runs_home.iterdir()) == before


def test_a_name_that_is_taken_starts_nothing(tab: TrainingTab, at_home: Context):
    with pytest.raises(FacegenError, match="a run named discs already"):
        tab.start("", " discs ", at_home.default, NEW, *chosen(tab))


def test_a_branch_is_not_estimated(tab: TrainingTab, at_home: Context):
    with pytest.raises(QueryError, match="as fast as the run it is of"):
        tab.estimate("", at_home.default, "discs@16", *chosen(tab))


def test_where_training_is_off_that_is_said_and_nothing_is_done(at_home: Context):
    given = {"FACEGEN_HOME": str(at_home.settings.home), "SYSTEM": "spaces"}
    space = Context(Settings.from_environment(given))
    with blocks() as page:
        closed = TrainingTab(space, gr.HTML())
    words = [one.value for one in page.blocks.values() if isinstance(one, gr.Markdown)]
    assert CLOSED in words
    for ask in (
        lambda: closed.do({"action": {"what": "two-minutes"}}, "", ""),
        lambda: closed.start("", "", space.default, NEW, *chosen(closed)),
        lambda: closed.estimate("", space.default, NEW, *chosen(closed)),
    ):
        with pytest.raises(FacegenError, match="off on this server"):
            ask()
