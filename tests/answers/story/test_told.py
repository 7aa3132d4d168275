"""Every step of the story is found, answered and linked to."""

import pytest

from facegen.answers.context import BUNDLED, Context
from facegen.answers.story.step import Step
from facegen.answers.story.told import MOST_CHOICE, STEPS, answer, link, step_named
from facegen.errors import QueryError, StoreError


def choices_of(step: Step) -> list[str]:
    return [step.first] if step.is_free else [key for key, _ in step.choices]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_every_choice_of_every_step_is_answered(context: Context, step: Step):
    for choice in choices_of(step):
        shown = answer(context, step.key, choice, BUNDLED)
        assert shown.words.endswith((".", "?"))
        assert shown.pictures or shown.message or shown.plot or shown.shares or shown.batches
        whose = f"{context.population(BUNDLED).store.manifest.title} · 6,144"
        assert shown.faces == (whose if step.of_dataset else "")
        if step.quiz:
            assert shown.right in [key for key, _ in step.choices]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_a_step_opens_with_something_on_the_stage(context: Context, step: Step):
    shown = answer(context, step.key, "", BUNDLED)
    assert shown.pictures or shown.plot or shown.shares or shown.batches
    assert shown.right == ""


def test_what_is_no_step_or_choice_is_refused_with_those_there_are(context: Context):
    with pytest.raises(QueryError, match="choose from guess, average"):
        step_named("nowhere")
    with pytest.raises(QueryError, match="one can choose 1, 5, 20"):
        answer(context, "average", "21", BUNDLED)
    assert step_named("") is STEPS[0]
    assert link("average", "all") == "?tab=story&step=average&choice=all"


def test_a_text_of_one_s_own_may_not_be_endless(context: Context):
    with pytest.raises(QueryError, match="In the step 'turn' one can choose"):
        answer(context, "turn", "seed=" + "1" * MOST_CHOICE, BUNDLED)


def test_where_faces_lack_what_a_step_asks_for_those_that_ship_are_taken(
    context: Context, doodles: Context
):
    shown = answer(doodles, "ask", "Male", "doodles")
    assert shown.words == answer(context, "ask", "Male", BUNDLED).words
    assert answer(doodles, "average", "5", "doodles").faces == "doodles · 40"
    with pytest.raises(StoreError, match="no dataset 'elsewhere'"):
        answer(context, "average", "5", "elsewhere")
