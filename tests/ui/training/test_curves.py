import re

from facegen.ui.scripts import starting
from facegen.ui.training.curves import run_curves
from facegen.ui.training.routes import SMOOTHINGS
from tests.ui.blocks import blocks


def test_its_buttons_are_the_smoothings_that_are_answered():
    with blocks():
        widget = run_curves()
    offered = re.findall(r'data-smooth="([\d.]+)"', str(widget.html_template))
    assert tuple(map(float, offered)) == SMOOTHINGS


def test_it_shows_nothing_until_the_monitor_tells():
    with blocks():
        widget = run_curves()
    assert (widget.value, widget.elem_id) == (None, "training-curves")
    assert widget.js_on_load == starting("training/curves.js")
