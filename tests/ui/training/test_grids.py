import re

from facegen.film import MIME
from facegen.ui.scripts import starting
from facegen.ui.training.grids import run_grids
from tests.ui.blocks import blocks


def test_its_films_are_of_forms_that_can_be_made():
    with blocks():
        widget = run_grids()
    forms = re.findall(r'data-form="(\w+)"', str(widget.html_template))
    assert forms
    assert set(forms) <= set(MIME)


def test_it_shows_nothing_until_the_monitor_tells():
    with blocks():
        widget = run_grids()
    assert (widget.value, widget.elem_id) == (None, "training-grids")
    assert widget.js_on_load == starting("training/grids.js")
