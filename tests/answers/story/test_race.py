"""Two recordings beside each other, each at its own moment nearest to what was asked."""

import numpy as np
import pytest

from facegen.answers.context import BUNDLED, Context
from facegen.answers.story.race import duel_until
from facegen.answers.story.recorded import family_recorded, samples_after
from facegen.answers.story.told import answer


def test_both_pairs_are_shown_at_the_moment_nearest_to_what_was_asked(context: Context):
    shown = answer(context, "race", "20000", BUNDLED)
    simple, every = (family_recorded(context, family) for family in ("simple_gan", "msg_gan"))
    (left, px, after), (right, _, other) = (samples_after(run, 20_000) for run in (simple, every))
    (picture,) = shown.pictures
    np.testing.assert_array_equal(picture.image[:, : left.shape[1]], left)
    np.testing.assert_array_equal(picture.image[:, -right.shape[1] :], right)
    assert picture.title == "One size, and every size"
    assert f"after {after:,} pictures" in shown.words
    assert f"every size, after {other:,}." in shown.words
    assert f"{px} px" in picture.caption


def test_that_the_simple_pair_was_trained_no_longer_is_said(context: Context):
    last = answer(context, "race", "1000000", BUNDLED).words
    assert "The simple pair was trained no longer" in last
    assert "no longer" not in answer(context, "race", "0", BUNDLED).words


def test_the_losses_go_up_to_the_moment_that_is_shown():
    lines = [
        {"images": 100 * i, "loss_discriminator": float(i), "loss_generator": 10.0 - i}
        for i in range(1, 6)
    ]
    duel = duel_until(lines, 300)
    assert (duel.images, duel.judge, duel.painter) == ((100, 200, 300), (1, 2, 3), (9, 8, 7))
    assert duel_until(lines, 0).images == (100,)
    assert duel_until(lines, 9000).judge[-1] == pytest.approx(5)
