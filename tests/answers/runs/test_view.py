"""A run as the scripts read it: every field declared here is read, and nothing else written."""

import dataclasses
import re
from typing import get_args

import pytest

from facegen.answers.runs import view
from facegen.answers.runs.view import BriefNews, News, RunBrief, RunView, ShownState
from facegen.answers.runs.watch import Watch, recordings
from facegen.training.run.process import State
from facegen.ui.scripts import scripts
from facegen.wire import to_json
from tests.wire import read_as

DECLARED = [
    one
    for one in vars(view).values()
    if dataclasses.is_dataclass(one) and isinstance(one, type) and one.__module__ == view.__name__
]


@pytest.mark.parametrize("kind", DECLARED, ids=lambda kind: kind.__name__)
def test_every_field_is_read_by_a_script(kind: type):
    text = "\n".join(
        content.decode()
        for name, content in scripts().items()
        if name.endswith(".js") and name.startswith(("training/", "widgets/"))
    )
    names = {field.name for field in dataclasses.fields(kind)}
    assert {name for name in names if not re.search(rf"\b{name}\b", text)} == set()


def test_a_state_shown_is_one_of_a_run_or_of_what_is_none():
    assert set(get_args(ShownState)) == {*get_args(State), "recorded", "unreadable"}


def test_what_ships_comes_through_json_as_it_was(tmp_path):
    for watched in Watch(tmp_path, recordings()).look():
        shown = watched.view(0.6)
        assert shown.panels
        assert shown.snapshots
        assert shown.seeded == (shown.preset != "category")
        assert read_as(RunView, to_json(shown)) == shown
        news = News("tag", (watched.brief,), shown)
        assert read_as(News, to_json(news)) == news
        assert {name: getattr(shown, name) for name in vars(watched.brief)} == vars(watched.brief)


def test_of_one_that_cannot_be_read_three_things_are_known():
    brief = RunBrief("first", "unreadable", "It is damaged.")
    assert read_as(RunBrief, to_json(brief)) == brief
    whole = RunView(**vars(brief))
    assert (whole.panels, whole.snapshots, whole.report) == ((), (), None)
    assert read_as(BriefNews, to_json(BriefNews("tag", (brief,)))).runs == (brief,)
