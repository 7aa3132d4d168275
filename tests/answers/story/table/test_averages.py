"""The words of the first chapter fit what is answered."""

import pytest

from facegen.answers.story.averages import query_of
from facegen.answers.story.step import Step
from facegen.answers.story.table.averages import AVERAGES

STEPS = {step.key: step for step in AVERAGES}


@pytest.mark.parametrize("step", [STEPS["ask"], STEPS["nobody"]], ids=lambda step: step.key)
def test_a_step_wants_the_attributes_that_its_choices_ask_for(step: Step):
    asked = {
        name
        for key, _ in step.choices
        for name in (*query_of(key).required, *query_of(key).excluded)
    }
    assert asked == set(step.attributes)


def test_a_label_with_a_plus_adds_to_the_choice_before():
    for step in AVERAGES:
        for (before, _), (after, label) in zip(step.choices, step.choices[1:], strict=False):
            if label.startswith("+ "):
                assert after.startswith(f"{before},")


def test_the_slider_counts_up_to_everybody():
    *sizes, (last, _) = STEPS["average"].choices
    assert [int(key) for key, _ in sizes] == sorted({int(key) for key, _ in sizes})
    assert [label for _, label in sizes] == [f"{int(key):,}" for key, _ in sizes]
    assert (last, STEPS["average"].first in dict(sizes)) == ("all", True)
