"""What a script reads of a step, and which choices are texts of their own."""

from dataclasses import replace

import pytest

from facegen.answers.story.step import ShownStep, Step, StepControl
from facegen.answers.story.told import STEPS
from facegen.answers.story.view import View
from facegen.ui.scripts import scripts
from facegen.wire import to_json
from tests.wire import read_as

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
    told = vars(STEP.shown())
    assert told.keys() == vars(STEP).keys() - {"answer", "attributes", "of_dataset", "text_at_home"}
    for name in told:
        assert told[name] == getattr(STEP, name)


def test_what_only_helps_at_home_is_said_only_there():
    step = replace(STEP, text_at_home=("Keep it.",))
    assert step.shown().text == STEP.text
    assert step.shown(keeps=True).text == (*STEP.text, "Keep it.")


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_what_is_sent_of_each_step_is_what_is_declared(step: Step):
    assert read_as(ShownStep, to_json(step.shown())) == step.shown()


def test_the_scripts_read_every_field_of_it():
    read = "".join(text.decode() for name, text in scripts().items() if name.startswith("story/"))
    for name in vars(STEP.shown()):
        assert f".{name}" in read


@pytest.mark.parametrize(
    ("control", "free"), [("buttons", False), ("slider", False), ("pixels", True), ("faces", True)]
)
def test_what_is_written_by_a_control_of_its_own_is_free(control: StepControl, free: bool):
    assert replace(STEP, control=control).is_free == free
