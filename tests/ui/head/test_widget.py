"""What the head says of the faces that are shown."""

import json
import re
from dataclasses import fields
from pathlib import Path

import gradio as gr
import pytest

from facegen.answers.context import BUNDLED, Context
from facegen.attributes import Query
from facegen.errors import QueryError, StoreError
from facegen.ui.head.widget import (
    WHY,
    Head,
    head_of,
    head_saying,
    head_showing,
    needed_ahead,
    page_head,
)
from facegen.ui.scripts import scripts
from facegen.wire import to_json, to_values
from tests.ui.blocks import blocks
from tests.wire import read_as


def test_the_head_counts_as_the_chips_do(doodles: Context):
    everybody = doodles.population(BUNDLED)
    men = everybody.attribute_supports[everybody.store.attribute_names.index("Male")]
    asked = head_of(doodles, BUNDLED, Query(("Male",))).asked
    assert asked == f"Male: {men:,} of {everybody.store.count:,}"
    assert head_of(doodles, "doodles", Query(("red",))).asked == "red: 10 of 40"


def test_a_link_that_shows_the_same_faces_is_told(doodles: Context):
    asked = Query(("Male", "Young"), ("Smiling",))
    told = head_of(doodles, BUNDLED, asked).population
    assert told == {"store": BUNDLED, "with": "Male,Young", "without": "Smiling"}
    assert head_of(doodles, doodles.default, Query()).population == {}


def test_the_script_reads_what_the_head_declares(doodles: Context):
    head = head_of(doodles, BUNDLED, Query(), "Part of this link means nothing.")
    assert read_as(Head, to_json(head)) == head
    assert head.why == WHY[True]
    assert head.notice == doodles.population(BUNDLED).store.manifest.notice
    script = scripts()["head/head.js"].decode()
    assert all(re.search(rf"\b{field.name}\b", script) for field in fields(Head))


def test_faces_without_a_notice_are_asked_nothing_of(doodles: Context):
    assert head_of(doodles, "doodles", Query()) == Head(choices=tuple(doodles.choices()))


def test_faces_that_are_not_there_are_refused(doodles: Context):
    with pytest.raises(StoreError, match="no dataset 'elsewhere'"):
        head_of(doodles, "elsewhere", Query())
    with pytest.raises(QueryError, match="'blue' is not an attribute"):
        head_of(doodles, "doodles", Query(("blue",)))


def test_what_the_charts_need_is_there_to_be_fetched_ahead():
    (chart,) = needed_ahead()["pixels"]
    shown = Path(gr.__file__).with_name("templates") / "frontend" / chart
    assert shown.stat().st_size > 1e6  # worth it


def test_the_widget_offers_the_datasets_and_can_be_told_of_others(doodles: Context):
    said = head_of(doodles, "doodles", Query(("red",)))
    with blocks():
        widget = page_head("doodles", said)
    assert widget.value == "doodles"
    assert widget.props["said"] == to_values(said)
    offered = [list(choice) for choice in doodles.choices()]
    assert json.loads(json.dumps(widget.props["said"]))["choices"] == offered
    assert head_saying(said).props["said"] == to_values(said)
    shown = head_showing(BUNDLED, Head())
    assert (shown.value, shown.props["said"]) == (BUNDLED, to_values(Head()))
