"""The story's answers, over the faces that ship: each number worked out a second way."""

import numpy as np
import pytest

from facegen.answers.context import BUNDLED, Context
from facegen.answers.story.step import Step
from facegen.answers.story.told import STEPS, answer, link, step_named
from facegen.config import Settings
from facegen.data.store import FaceStore
from facegen.errors import QueryError


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    home = str(tmp_path_factory.mktemp("home"))
    return Context(Settings.from_environment({"FACEGEN_HOME": home}))


@pytest.fixture(scope="module")
def store(context: Context) -> FaceStore:
    return context.population(BUNDLED).store


def choices_of(step: Step) -> list[str]:
    return [step.first] if step.is_free else [key for key, _ in step.choices]


def having(store: FaceStore, *names: str) -> np.ndarray:
    """Return which faces have all of these attributes, from the unpacked bits."""
    bits = np.unpackbits(store.attribute_bits.view(np.uint8), axis=1, bitorder="little")
    table = dict(zip(store.attribute_names, bits[:, : store.count].astype(bool), strict=True))
    return np.logical_and.reduce([table[name] for name in names])


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_every_choice_of_every_step_is_answered(context: Context, step: Step):
    for choice in choices_of(step):
        shown = answer(context, step.key, choice, BUNDLED)
        assert shown.words.endswith((".", "?"))
        assert shown.pictures or shown.message or shown.plot or shown.shares or shown.batches
        assert shown.faces.startswith(context.population(BUNDLED).store.manifest.title)
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


def test_the_average_of_twenty_is_as_far_off_as_is_said(context: Context, store: FaceStore):
    shown = answer(context, "average", "20", BUNDLED)
    rows = context.population(BUNDLED).select(sample_size=20).rows
    everybody = np.mean(store.faces, axis=0, dtype=np.float64)
    off = np.sqrt(np.square(store.faces[rows].mean(0) - everybody).mean())
    assert f"off by {off:.1f} of 255" in shown.words
    assert shown.plot is not None
    line, dots = shown.plot.curves
    assert dots.y[dots.x.index(20)] == pytest.approx(off, rel=1e-3)
    # a straight line of slope -1/2 on both logarithmic axes, while few are drawn of many
    few = [(x, y) for x, y in zip(line.x, line.y, strict=True) if x < 100]
    (x0, y0), (x1, y1) = few[0], few[-1]
    assert np.log(y1 / y0) / np.log(x1 / x0) == pytest.approx(-0.5, abs=0.01)


def test_who_is_asked_for_is_counted(context: Context, store: FaceStore):
    asked = "Male,Eyeglasses,Mustache,Smiling"
    count = having(store, *asked.split(",")).sum()
    shown = answer(context, "ask", asked, BUNDLED)
    assert shown.words.startswith(f"{count:,} of {store.count:,} faces match")
    assert f"p = {count / store.count:.4f}." in shown.words
    others = answer(context, "ask", "-Male", BUNDLED)
    assert others.words.startswith(f"{(~having(store, 'Male')).sum():,} of")


def test_the_surprise_is_counted_against_all_women_and_everybody(
    context: Context, store: FaceStore
):
    women = ~having(store, "Male")
    these = women & having(store, "Smiling", "Pointy_Nose")
    shown = answer(context, "surprise", "Bangs", BUNDLED)
    for row, name in zip(shown.shares[0].rows, [k for k, _ in step_named("surprise").choices],
                         strict=True):  # fmt: skip
        has = having(store, name)
        assert row.shares == pytest.approx((has[these].mean(), has[women].mean(), has.mean()))
    assert shown.right == "Wavy_Hair"


def test_nobody_has_all_four_and_the_ways_on_are_counted(context: Context, store: FaceStore):
    shown = answer(context, "nobody", "Mustache,Sideburns,Wavy_Hair,Heavy_Makeup", BUNDLED)
    assert not having(store, "Mustache", "Sideburns", "Wavy_Hair", "Heavy_Makeup").any()
    assert shown.message.endswith("no face has Heavy Makeup + Mustache + Sideburns + Wavy Hair.")
    without = having(store, "Mustache", "Sideburns", "Wavy_Hair").sum()
    assert f"without “Heavy Makeup” there are {without}" in shown.words


def test_the_median_is_the_sharper_one_and_both_are_what_they_are_called(
    context: Context, store: FaceStore
):
    shown = answer(context, "median", "mean", BUNDLED)
    mean, middle = (one.image.astype(float) for one in shown.pictures)
    faces = np.asarray(store.faces)
    assert np.abs(mean - faces.mean(0, dtype=np.float64)).max() <= 0.51
    assert np.abs(middle - np.median(faces, axis=0)).max() <= 0.51
    steps = [np.square(np.diff(one, axis=1)).mean() for one in (mean, middle)]
    assert shown.right == ("median" if steps[1] > steps[0] else "mean")
