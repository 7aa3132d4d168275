"""The story's answers, over the faces that ship: each number worked out a second way."""

from urllib.parse import parse_qsl

import numpy as np
import pytest

from facegen.answers.context import BUNDLED, Context
from facegen.answers.reading import attribute_network
from facegen.answers.story.step import Step
from facegen.answers.story.told import STEPS, answer, link, step_named
from facegen.answers.story.view import Plot, View
from facegen.config import Settings
from facegen.data.store import FaceStore
from facegen.errors import QueryError
from tests.bundled import lend_bundled


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    home = lend_bundled(tmp_path_factory.mktemp("home"))
    return Context(Settings.from_environment({"FACEGEN_HOME": str(home)}))


@pytest.fixture(scope="module")
def store(context: Context) -> FaceStore:
    return context.population(BUNDLED).store


def choices_of(step: Step) -> list[str]:
    return [step.first] if step.is_free else [key for key, _ in step.choices]


def plot_of(shown: View) -> Plot:
    assert shown.plot is not None
    return shown.plot


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
    line, dots = plot_of(shown).curves
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
    assert shown.message.endswith("no face has Heavy make-up + Mustache + Sideburns + Wavy hair.")
    without = having(store, "Mustache", "Sideburns", "Wavy_Hair").sum()
    assert f"without “Heavy make-up” there are {without}" in shown.words


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


def test_four_pixels_are_counted_and_the_books_slip_is_told(context: Context):
    shown = answer(context, "four-pixels", "", BUNDLED)
    marginals, two, everything = shown.shares
    assert [row.shares[0] for row in marginals.rows] == pytest.approx([2 / 3, 0, 2 / 3, 1 / 3])
    assert [row.shares[0] for row in two.rows] == pytest.approx([1 / 3, 0, 2 / 3, 0])
    assert len(everything.rows) == 16
    assert sum(row.shares[0] for row in everything.rows) == pytest.approx(1)
    seen = {row.pixels: row.shares[0] for row in everything.rows if row.shares[0]}
    assert seen == pytest.approx({"1010": 1 / 3, "1000": 1 / 3, "0011": 1 / 3})
    assert "(black, black) has 1/3 and (white, black) 2/3" in shown.words
    others = answer(context, "four-pixels", "111100001111-34", BUNDLED)
    assert "p(x3 white and x4 white) = 2/3" in others.words
    assert "*depend*" in others.words
    apart = answer(context, "four-pixels", "110011001100-13", BUNDLED)
    assert "tells nothing" in apart.words


@pytest.mark.parametrize("choice", ["1010", "10101000001-12", "10101000001x-12",
                                    "101010000011-21", "101010000011-15"])  # fmt: skip
def test_pixels_that_are_none_are_refused(context: Context, choice: str):
    with pytest.raises(QueryError, match="twelve 0 or 1"):
        answer(context, "four-pixels", choice, BUNDLED)


def test_a_table_of_colour_pictures_has_as_many_rows_as_the_text_says():
    digits = len(str(256**3)), 64 * 64 * 24 * np.log10(2)
    text = " ".join(step_named("four-pixels").text)
    assert "16,777,216 values" in text
    assert digits[0] == 8
    assert f"{int(digits[1]) + 1:,} digits" in text


def test_a_picture_and_its_shuffled_pixels_have_one_histogram(context: Context, store: FaceStore):
    whole, mixed, everything = (
        answer(context, "colours", choice, BUNDLED) for choice in ("picture", "shuffled", "all")
    )
    assert plot_of(whole) == plot_of(mixed)
    assert (whole.pictures[0].image != mixed.pictures[0].image).any()
    red = np.histogram(np.asarray(store.faces)[..., 0], bins=64, range=(0, 256))[0]
    assert plot_of(everything).curves[0].y == pytest.approx(100 * red / red.sum(), rel=1e-3)


def test_the_scales_weigh_every_face(context: Context, store: FaceStore):
    men = having(store, "Male")
    shown = answer(context, "balance", "75", BUNDLED)
    faces = np.asarray(store.faces)
    mixed = 0.75 * faces[men].mean(0) + 0.25 * faces[~men].mean(0)
    assert np.abs(shown.pictures[0].image - mixed).max() <= 0.51
    weight = (0.75 / men.mean()) / (0.25 / (1 - men.mean()))
    assert f"as much as {weight:.2f} women" in shown.words


def test_belief_is_what_the_network_says_of_the_face_shown(context: Context):
    network = attribute_network()
    smiling = network.config.attributes.index("Smiling")
    sure, unsure, not_sure = (
        answer(context, "belief", choice, BUNDLED) for choice in ("sure", "unsure", "sure-not")
    )
    said = []
    for shown in (sure, unsure, not_sure):
        logit = network.describe(shown.pictures[0].image[None]).logits[0, smiling]
        said.append(1 / (1 + np.exp(-float(logit))))
        assert f"*{said[-1]:.2f}*" in shown.words
    assert said[0] > said[1] > said[2]


def test_larger_patches_bring_neighbours_nearer(context: Context):
    noise = [
        float(answer(context, "patches", px, BUNDLED).words.split("differ by ")[1].split()[0])
        for px in ("1", "4", "16", "whole")
    ]
    assert noise == sorted(noise, reverse=True)


def test_learning_tells_what_was_there_and_what_was_not(context: Context):
    start, end = (answer(context, "learning", choice, BUNDLED) for choice in ("0", "100"))
    assert "by now" not in start.words
    assert "an outline, dark eyes" in end.words
    assert (plot_of(start).mark, plot_of(end).mark) == (0, plot_of(end).ticks[-1])


def test_a_face_is_painted_as_asked_and_a_slip_is_named(context: Context):
    plain, smiling = (
        answer(context, "turn", f"seed=4&attributes=Smiling:{value}", BUNDLED) for value in (-2, 2)
    )
    assert plain.shares[0].rows[0].shares[0] < smiling.shares[0].rows[0].shares[0]
    fields = dict(parse_qsl(smiling.link.removeprefix("?")))
    assert fields == {"tab": "latent", "seed": "4", "attributes": "Smiling:2"}
    with pytest.raises(QueryError, match="seed"):
        answer(context, "turn", "sede=4", BUNDLED)
