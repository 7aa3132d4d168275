import re
from dataclasses import fields

from facegen.charts.score_histograms import ScoreHistograms, ScoreSet
from facegen.ui.scripts import scripts, starting
from facegen.ui.training.scores import run_scores
from tests.ui.blocks import blocks


def test_its_script_reads_what_is_counted():
    script = scripts()["training/scores.js"].decode()
    names = {field.name for kind in (ScoreHistograms, ScoreSet) for field in fields(kind)}
    assert {name for name in names if not re.search(rf"\b{name}\b", script)} == set()


def test_it_shows_nothing_until_the_monitor_tells():
    with blocks():
        widget = run_scores()
    assert (widget.value, widget.elem_id) == (None, "training-scores")
    assert widget.js_on_load == starting("training/scores.js")
