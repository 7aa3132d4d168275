"""The classifier turned round: its smile, and what it learned to do."""

import numpy as np
import pytest

from facegen.answers.context import BUNDLED, Context
from facegen.answers.story.told import answer
from facegen.data.store import FaceStore
from tests.answers.story.shown import having, plot_of


def test_the_smile_moves_the_painted_face_towards_those_who_smile(
    context: Context, store: FaceStore
):
    smiling = having(store, "Smiling")
    faces = np.asarray(store.faces)
    wanted = faces[smiling].mean(0) - faces[~smiling].mean(0)
    not_yet, half, fully = (answer(context, "classifier", c, BUNDLED) for c in ("0", "50", "100"))
    side = not_yet.pictures[0].image.shape[0]
    assert np.abs(fully.pictures[1].image - faces[smiling].mean(0)).max() <= 0.51
    moved = fully.pictures[0].image.astype(float) - not_yet.pictures[0].image
    smaller = wanted.reshape(side, store.size_px // side, side, -1, 3).mean((1, 3))
    assert np.corrcoef(moved.ravel(), smaller.ravel())[0, 1] > 0.3
    assert (half.pictures[0].image != fully.pictures[0].image).any()


def test_what_the_classifier_learned_ends_above_nothing(context: Context):
    start, end = (answer(context, "taught", choice, BUNDLED) for choice in ("0", "100"))
    seen, never = plot_of(end).curves
    assert seen.y[0] > 2 * seen.y[-1] > 0
    assert never.y[-1] == pytest.approx(seen.y[-1], rel=0.1)
    assert plot_of(start).mark == 0
    assert plot_of(end).mark == plot_of(end).ticks[-1]
    assert (start.pictures[0].image != end.pictures[0].image).any()
