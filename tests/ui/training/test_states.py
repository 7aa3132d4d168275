"""Scripts and styles know the states of a run by the names that Python has for them."""

import re
from typing import get_args

from facegen.answers.runs.actions import OFFERS, STATES
from facegen.answers.runs.view import ReportView, ShownState
from facegen.metrics import Metric, ScaleMetric
from facegen.ui.assets import styles
from facegen.ui.scripts import scripts

SCRIPTS = {
    name: content.decode() for name, content in scripts().items() if name.startswith("training/")
}
KNOWN = set(get_args(ShownState))


def test_every_state_has_its_words_and_offers():
    assert set(STATES) == set(OFFERS) == KNOWN
    assert len({shown.words for shown in STATES.values()}) == len(KNOWN)


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
