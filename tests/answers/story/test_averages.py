"""Means, shares and medians of the story's first chapter, each worked out a second way."""

import dataclasses
from pathlib import Path
from urllib.parse import parse_qsl

import numpy as np
import pytest

from facegen.answers.context import BUNDLED, Context
from facegen.answers.portraits import PortraitRequest
from facegen.answers.reading import attribute_network
from facegen.answers.story.averages import (
    GUESS_OF,
    GUESS_SEED,
    LETTERS,
    average_link,
    guess,
    painted,
    query_of,
)
from facegen.answers.story.told import answer, step_named
from facegen.attributes import Query
from facegen.config import Settings
from facegen.data.store import FaceStore
from facegen.images import resize_area
from facegen.ui.average.comparisons import read_link
from tests.answers.story.shown import having, plot_of


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
    assert f"p(y) = {count:,} / {store.count:,} = {count / store.count:.2g}." in shown.words
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
    assert shown.message.endswith("no face has Wavy hair + Mustache + Sideburns + Heavy make-up.")
    without = having(store, "Mustache", "Sideburns", "Wavy_Hair").sum()
    assert f"without “Heavy make-up” there are {without}" in shown.words


def test_the_median_is_the_sharper_one_and_both_are_what_they_are_called(
    context: Context, store: FaceStore
):
    shown = answer(context, "median", "mean", BUNDLED)
    fields = dict(parse_qsl(shown.link.removeprefix("?")))
    asked = read_link(fields, BUNDLED)
    assert [one.statistic for one in asked.requests] == ["mean", "median"]
    mean, middle = (one.image.astype(float) for one in shown.pictures)
    faces = np.asarray(store.faces)
    assert np.abs(mean - faces.mean(0, dtype=np.float64)).max() <= 0.51
    assert np.abs(middle - np.median(faces, axis=0)).max() <= 0.51
    steps = [np.square(np.diff(one, axis=1)).mean() for one in (mean, middle)]
    assert shown.right == ("median" if steps[1] > steps[0] else "mean")


def test_of_painted_faces_all_six_were_painted(context: Context):
    asked, answered = (guess(context, BUNDLED, choice) for choice in ("", "A"))
    assert [one.choice for one in asked.pictures] == list(LETTERS)
    assert (asked.right, answered.right) == ("", "all")


def test_among_photographs_one_was_painted_and_the_plainest_are_taken(
    context: Context, store: FaceStore, tmp_path: Path
):
    """The faces that ship stand in for photographs: a store that calls itself real."""
    folder = tmp_path / "photographs"
    folder.mkdir()
    for path in store.folder.iterdir():
        (folder / path.name).symlink_to(path)
    (folder / "manifest.json").unlink()
    real = dataclasses.replace(store.manifest, synthetic=False)
    (folder / "manifest.json").write_text(real.to_json())
    settings = {"FACEGEN_HOME": str(context.settings.home), "FACEGEN_STORE": str(folder)}
    with_photographs = Context(Settings.from_environment(settings))
    shown = guess(with_photographs, "photographs", "A")
    side = shown.pictures[0].image.shape[0]
    seed = int(dict(parse_qsl(shown.link))["seed"])
    by_network = [
        one.choice
        for one in shown.pictures
        if np.array_equal(one.image, resize_area(painted(context, seed, 0.7), side))
    ]
    assert by_network == [shown.right]
    faces = np.asarray(store.faces)
    drawn = with_photographs.population("photographs").select(sample_size=GUESS_OF, seed=GUESS_SEED)
    sure = np.abs(attribute_network().describe(faces[drawn.rows]).logits).mean(1)
    plainest = {faces[row].tobytes() for row in drawn.rows[np.argsort(-sure)[: len(LETTERS)]]}
    others = [resize_area(np.frombuffer(face, np.uint8).reshape(faces[0].shape), side).tobytes()
              for face in plainest]  # fmt: skip
    photographs = [one.image.tobytes() for one in shown.pictures if one.choice != shown.right]
    assert set(photographs) < set(others)
    assert len(photographs) == len(LETTERS) - 1


@pytest.mark.parametrize(
    ("choice", "query"),
    [
        ("", Query()),
        ("Male,Smiling", Query(("Male", "Smiling"))),
        ("-Male", Query((), ("Male",))),
        ("Young,-Male,", Query(("Young",), ("Male",))),
    ],
)
def test_a_query_is_read_as_it_is_written(choice: str, query: Query):
    assert query_of(choice) == query


@pytest.mark.parametrize(
    "asked",
    [
        PortraitRequest(BUNDLED, Query(("Smiling",), ("Male",)), "median"),
        PortraitRequest(BUNDLED, sample_size=20),
        PortraitRequest(BUNDLED, balance="Male", share=0.25),
    ],
)
def test_the_link_of_a_portrait_leads_to_it(context: Context, asked: PortraitRequest):
    fields = dict(parse_qsl(average_link(asked).removeprefix("?")))
    assert read_link(fields, context.default).first == asked


def test_the_guess_shows_the_faces_that_the_network_is_surest_of(
    context: Context, store: FaceStore
):
    shown = answer(context, "guess", "", BUNDLED)
    network = attribute_network()

    def sure(images: np.ndarray) -> np.ndarray:
        return np.abs(network.describe(images).logits).mean(1)

    rows = context.population(BUNDLED).select(sample_size=64, seed=3).rows
    of_all = sure(np.stack([store.faces[row] for row in rows.tolist()]))
    of_shown = sure(np.stack([one.image for one in shown.pictures]))
    assert of_shown.min() >= np.sort(of_all)[-6] - 1e-4
