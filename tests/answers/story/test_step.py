"""What a script reads of a step, and which choices are texts of their own."""

import json
from dataclasses import replace

import pytest

from facegen.answers.story.step import Control, Step
from facegen.answers.story.view import View
from facegen.ui.scripts import scripts

STEP = Step(
    key="one",
    title="Which?",
    text=("A *word*.",),
    action="Choose.",
    choices=(("a", "The first"), ("b", "The second")),
    answer=lambda context, store, choice: View(choice),
    first="a",
    quiz=True,
)


def test_a_script_is_given_all_but_how_it_is_answered():
    told = json.loads(json.dumps(STEP.to_json()))
    assert told["choices"] == [["a", "The first"], ["b", "The second"]]
    assert told.keys() == vars(STEP).keys() - {"answer", "attributes"}
    for name in told.keys() - {"choices", "text"}:
        assert told[name] == getattr(STEP, name)


def test_the_scripts_read_every_field_of_it():
    read = "".join(text.decode() for name, text in scripts().items() if name.startswith("story/"))
    for name in STEP.to_json():
        assert f".{name}" in read


@pytest.mark.parametrize(
    ("control", "free"), [("buttons", False), ("slider", False), ("pixels", True), ("faces", True)]
)
def test_what_is_written_by_a_control_of_its_own_is_free(control: Control, free: bool):
    assert replace(STEP, control=control).is_free == free
