"""The page as it is laid out: tabs in order, events that are quick, endpoints alone open."""

from collections.abc import Iterator
from typing import Any

import gradio as gr
import pytest
from starlette.requests import Request

from facegen.answers.context import Context
from facegen.ui.api import endpoints
from facegen.ui.head.address import fields_of
from facegen.ui.page import build_page
from tests.ui.blocks import closing_loops


@pytest.fixture(scope="module")
def page(doodles: Context) -> Iterator[gr.Blocks]:
    with closing_loops():
        yield build_page(doodles)


@pytest.fixture(scope="module")
def events(page: gr.Blocks) -> list[dict[str, Any]]:
    return page.get_config_file()["dependencies"]  # type: ignore[return-value]


ANSWERS = {"average-stage", "average-shared", "pixels-stage", "pixels-words"}


def test_the_tabs_stand_in_the_order_of_the_story(page: gr.Blocks):
    tabs = [one for one in page.blocks.values() if isinstance(one, gr.Tab)]
    assert [(one.label, one.id) for one in tabs] == [
        ("Story", "story"),
        ("Average faces", "average"),
        ("Pixels", "pixels"),
        ("Latent", "latent"),
        ("Training", "training"),
    ]


def test_of_a_field_given_twice_a_visit_takes_what_a_followed_link_does(page: gr.Blocks):
    link = "tab=pixels&tab=average"
    (visit,) = (fn.fn for fn in page.fns.values() if fn.name == "open_visited")
    assert visit
    scope = {"type": "http", "headers": [], "query_string": link.encode()}
    tab, *_ = visit(gr.Request(Request(scope)))
    assert tab == fields_of(f"?{link}")["tab"]


def test_only_the_named_endpoints_can_be_called(doodles: Context, events: list[dict[str, Any]]):
    named = {one["api_name"] for one in events if one["api_visibility"] == "public"}
    assert named == {one.name for one in endpoints(doodles)}


def test_an_event_of_the_page_is_answered_at_once_or_one_after_another(page: gr.Blocks):
    ours = [one for one in page.fns.values() if one.api_visibility != "public" and one.fn]
    assert {one.show_progress for one in ours} == {"hidden"}
    waiting = [one for one in ours if one.queue is not False]
    assert waiting
    assert {one.concurrency_limit for one in waiting} == {1}


def test_what_a_link_changes_asks_nothing_by_itself(page: gr.Blocks):
    asking = {
        page.blocks[target]
        for fn in page.fns.values()
        for target, event in fn.targets
        if target is not None
        and event == "change"
        and ANSWERS & {one.elem_id for one in fn.outputs}
    }
    assert len(asking) == 3
    assert all(isinstance(one, gr.Number) and one.visible == "hidden" for one in asking)


def test_what_is_answered_is_answered_by_one_event_which_is_asked_again_if_it_is_late(
    page: gr.Blocks,
):
    for answer in ANSWERS:
        (fn,) = [
            fn
            for fn in page.fns.values()
            if answer in {one.elem_id for one in fn.outputs}
            and all(event != "submit" for _, event in fn.targets)  # before its tab is opened
        ]
        assert fn.trigger_mode == "always_last"


def test_every_widget_that_scripts_look_for_has_a_name_of_its_own(page: gr.Blocks):
    ids = [one.elem_id for one in page.blocks.values() if getattr(one, "elem_id", None)]
    assert len(ids) == len(set(ids))
    assert {"tabs", "head", "address", "story-panel", "latent-panel", "training-monitor"} <= set(
        ids
    )
