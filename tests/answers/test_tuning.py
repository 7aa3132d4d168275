"""A generator tuned to a photo is another one, nearer to it, kept under a key of its own."""

from typing import Any

import numpy as np
import pytest

from facegen.answers.context import Context
from facegen.answers.latent_view import PhotoStep, SliderReach, TunedGenerator
from facegen.answers.projection import PhotoRequest
from facegen.answers.tuned import MARK
from facegen.answers.tuning import slider_reach, tune
from facegen.errors import FacegenError, ModelError
from facegen.latent.recipe import Recipe, bytes_of, text_of
from facegen.latent.request import Face
from tests.answers.photos import context_of, photo
from tests.tiny import save_tiny


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    place = tmp_path_factory.mktemp("home")
    return context_of(place, save_tiny(place / "tiny", channels=(16, 16)))


@pytest.fixture(scope="module")
def style(context: Context) -> str:
    mean = context.checkpoints.open("tiny").generator.mean_style
    return text_of(bytes_of(mean.tolist()))


def tuned(context: Context, style: str, told: list[Any]) -> TunedGenerator:
    asked = PhotoRequest.read({})
    return tune(context, asked, style, asked.picture(context, photo()), told.append)


def test_it_comes_nearer_and_leaves_the_plain_one_as_it_was(context: Context, style: str):
    told: list[PhotoStep] = []
    face = Face(Recipe.read({"style": style}))
    plain = context.checkpoints.open("tiny")
    ((*_, before),) = plain.pictures([plain.style_of(face)])
    made = tuned(context, style, told)
    assert told[-1].step == told[-1].steps
    assert (made.pixels, made.features) == (told[-1].pixels, told[-1].features)
    assert made.before == {"pixels": told[0].pixels, "features": told[0].features}
    assert made.pixels < made.before["pixels"]
    assert made.checkpoint.startswith(f"tiny{MARK}")
    mine = context.tuned.open(made.checkpoint)
    ((*_, after),) = mine.pictures([mine.style_of(face)])
    ((*_, still),) = plain.pictures([plain.style_of(face)])
    np.testing.assert_array_equal(still, before)
    assert np.abs(after.astype(int) - before).mean() > 1
    assert context.tuned.style_of(made.checkpoint) == style
    assert slider_reach(context, made.checkpoint) == SliderReach({})  # it has no directions
    context.tuned.forget(made.checkpoint)
    with pytest.raises(ModelError, match="has been forgotten"):
        slider_reach(context, made.checkpoint)


def test_a_style_that_is_none_ends_it_and_leaves_its_place(context: Context):
    for _ in range(6):
        with pytest.raises(FacegenError, match="16 or 32 numbers"):
            tuned(context, "AAAAAA", [])
    assert len(context.tuned) == 0
