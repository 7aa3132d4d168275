"""Counts and beliefs of the story's second chapter, each worked out a second way."""

import numpy as np
import pytest

from facegen.answers.context import BUNDLED, Context
from facegen.answers.reading import attribute_network
from facegen.answers.story.told import answer
from facegen.answers.story.view import Batches
from facegen.data.store import FaceStore
from facegen.errors import QueryError
from tests.answers.story.shown import having, plot_of


def batches_of(context: Context, order: str) -> tuple[Batches, str]:
    shown = answer(context, "batches", order, BUNDLED)
    assert shown.batches is not None
    return shown.batches, shown.words


def test_every_order_shows_twenty_batches_of_fifty_animals(context: Context):
    folder, words = batches_of(context, "folder")
    assert (folder.kinds, folder.rows) == (("dogs", "cats"), ("0" * 50,) * 12 + ("1" * 50,) * 8)
    assert words.startswith("Twelve batches of dogs, then eight of cats")
    shuffled, words = batches_of(context, "shuffled")
    assert "".join(shuffled.rows).count("0") == 600
    dogs = [row.count("0") * 2 for row in shuffled.rows]  # per cent of fifty
    assert f"from {min(dogs)} % to {max(dogs)} % dogs, around p_data(dog) = 0.6" in words
    balanced, words = batches_of(context, "balanced")
    dogs = [row.count("0") * 2 for row in balanced.rows]
    assert f"{min(dogs)} % to {max(dogs)} % dogs a batch" in words
    assert sum(dogs) / len(dogs) == pytest.approx(50, abs=5)


def test_at_the_ends_of_the_scales_only_one_kind_is_left(context: Context, store: FaceStore):
    for choice, kind, wanted in (("0", "women", False), ("100", "men", True)):
        shown = answer(context, "balance", choice, BUNDLED)
        assert shown.words.endswith(f"Only {kind} are left.")
        faces = np.asarray(store.faces)[having(store, "Male") == wanted]
        assert np.abs(shown.pictures[0].image - faces.mean(0, dtype=np.float64)).max() <= 0.51


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
