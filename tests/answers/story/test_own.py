"""What stands in the place of a reader's own pictures before there are any."""

import numpy as np

from facegen.answers.context import BUNDLED, Context
from facegen.answers.story.told import answer
from facegen.data.store import FaceStore


def test_before_there_are_own_pictures_a_few_of_ours_stand_for_them(
    context: Context, store: FaceStore
):
    shown = answer(context, "own", "median", BUNDLED)
    rows = context.population(BUNDLED).select(sample_size=24).rows
    middle = np.median(store.faces[rows], axis=0)
    assert np.abs(shown.pictures[0].image - middle).max() <= 0.51
    assert shown.pictures[0].title == "The median of 24 faces"
