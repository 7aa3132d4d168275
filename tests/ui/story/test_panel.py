import pytest

from facegen.answers.story.told import STEPS
from facegen.ui.story.panel import panel_update, story_panel
from facegen.wire import to_json
from tests.ui.blocks import blocks


@pytest.mark.parametrize("keeps", [True, False])
def test_the_script_is_told_every_step_at_the_start(keeps: bool):
    with blocks():
        panel = story_panel(keeps=keeps)
    told = to_json({"steps": [step.shown(keeps) for step in STEPS], "keeps": keeps})
    assert told in str(panel.js_on_load)
    assert ("Keep them as a dataset" in told) == keeps
    assert panel.value == {"step": "", "choice": ""}


def test_it_is_brought_to_a_step():
    wanted = {"step": "average", "choice": "20"}
    assert panel_update(wanted).value == wanted
