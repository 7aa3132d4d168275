"""What the monitor and the server tell each other, and the states that scripts and styles know."""

import json
import re
from typing import Any, get_args

import pytest

from facegen.answers.runs.actions import STATES
from facegen.answers.runs.view import ReportView, ShownState
from facegen.errors import QueryError
from facegen.metrics import Metric, ScaleMetric
from facegen.ui.assets import styles
from facegen.ui.scripts import scripts
from facegen.ui.training.form import PRESET_TITLES
from facegen.ui.training.monitor import MonitorValue, Told, monitor_value, run_monitor, shown_run
from facegen.wire import to_json, to_values
from tests.ui.blocks import blocks
from tests.wire import read_as

SCRIPTS = {
    name: content.decode() for name, content in scripts().items() if name.startswith("training/")
}
KNOWN = set(get_args(ShownState))


def test_a_value_names_the_runs_that_are_watched():
    assert read_as(MonitorValue, json.dumps(monitor_value("a", "b"))) == MonitorValue(
        "a", "b", shown="a"
    )
    assert read_as(MonitorValue, json.dumps(monitor_value())) == MonitorValue()


def test_the_run_in_sight_is_the_one_that_is_meant():
    assert shown_run({"run": None, "shown": "first"}) == "first"


@pytest.mark.parametrize("value", [None, "first", {}, {"shown": None}, {"shown": ["first"]}])
def test_without_a_run_in_sight_nothing_can_be_done(value: Any):
    with pytest.raises(QueryError, match="start or choose one first"):
        shown_run(value)


@pytest.mark.parametrize("allowed", [True, False])
def test_the_script_is_told_every_state_and_whether_anything_may_be_done(allowed: bool):
    with blocks():
        widget = run_monitor(allowed)
    states = to_values(STATES)
    told = json.dumps({"states": states, "presets": PRESET_TITLES, "allowed": allowed})
    assert told[1:-1] in str(widget.js_on_load)
    assert read_as(MonitorValue, json.dumps(widget.value)) == MonitorValue()
    assert read_as(Told, to_json(widget.props["told"])) == Told()


def test_scripts_and_styles_ask_for_states_that_there_are():
    asked = {
        state
        for name, text in SCRIPTS.items()
        if name != "training/report.js"
        for state in re.findall(r'\bstate (?:=|!)== "(\w+)"', text)
    }
    styled = set(re.findall(r'\[data-state="(\w+)"\]', styles("training/monitor.css")))
    assert asked
    assert styled
    assert asked | styled <= KNOWN


def test_the_script_of_reports_knows_the_states_of_a_report():
    text = SCRIPTS["training/report.js"]
    known = get_args(ReportView.__annotations__["state"])
    named = set(re.findall(r'state === "(\w+)"', text)) | set(
        re.findall(r"^    (\w+): `", text, re.M)
    )
    assert named == {"running", "failed"}
    assert named < set(known)


def test_no_script_names_a_metric_so_that_none_can_name_a_wrong_one():
    words = {word for text in SCRIPTS.values() for word in re.findall(r'"(\w+)"', text)}
    fields = re.findall(r"\.(\w+)", "\n".join(SCRIPTS.values()))
    names = {*Metric, *ScaleMetric} - {"images", "seconds", "seconds_left"}
    assert names & (words | set(fields)) == set()
