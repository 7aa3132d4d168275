"""Sheets of samples, on pictures of noise."""

from typing import Any

import numpy as np
import pytest

from facegen.answers.context import Context
from facegen.answers.sheets import COLUMNS, COUNT, SAMPLER_TITLES, SheetRequest, sheet
from facegen.attributes import Query
from facegen.errors import EmptySelectionError, QueryError
from facegen.statistics.samplers.samplers import SAMPLERS


def test_every_model_has_its_words():
    assert set(SAMPLER_TITLES) == set(SAMPLERS)


@pytest.mark.parametrize("model", SAMPLER_TITLES)
def test_every_model_draws_a_sheet_that_its_seed_alone_decides(doodles: Context, model: str):
    asked = SheetRequest("doodles", Query(), model, patch_px=8, components=5, seed=3)
    drawn, again = sheet(doodles, asked), sheet(doodles, asked)
    assert np.array_equal(drawn.image, again.image)
    assert drawn.support == 40
    assert drawn.title.startswith(SAMPLER_TITLES[model])
    assert drawn.caption.startswith(f"Seeds 3 to {3 + COUNT - 1} · from 40 faces")


def test_whole_patches_are_faces_of_the_data_and_as_noisy(doodles: Context):
    drawn = sheet(doodles, SheetRequest("doodles", Query(("red",)), "patches", patch_px=32))
    faces = np.asarray(doodles.population("doodles").store.faces[:10])
    assert drawn.support == 10
    whole = {face.tobytes() for face in faces}
    gap = (drawn.image.shape[1] - COLUMNS * 32) // (COLUMNS - 1)
    shown = [
        drawn.image[y * (32 + gap) :, x * (32 + gap) :][:32, :32].tobytes()
        for y in range(COUNT // COLUMNS)
        for x in range(COLUMNS)
    ]
    assert set(shown) <= whole
    assert drawn.title == "Patches of 32 px: red"
    across = np.abs(np.diff(faces.astype(int), axis=2)).mean()
    down = np.abs(np.diff(faces.astype(int), axis=1)).mean()
    assert drawn.noise_of_faces == pytest.approx((across + down) / 2)
    assert drawn.noise == pytest.approx(drawn.noise_of_faces, rel=0.1)


def test_a_patch_that_does_not_fit_is_refused(doodles: Context):
    with pytest.raises(QueryError, match="32 px of these faces"):
        sheet(doodles, SheetRequest("doodles", model="patches", patch_px=7))


def test_a_sheet_of_nobody_is_refused(doodles: Context):
    with pytest.raises(EmptySelectionError):
        sheet(doodles, SheetRequest("doodles", Query(("red",), ("red",))))


@pytest.mark.parametrize(
    "nonsense",
    [
        {"model": "gan"},
        {"seed": -1},
        {"seed": 2**32},
        {"seed": "0"},
        {"patch_px": 0},
        {"patch_px": 1.5},
        {"components": 0},
        {"components": 10**6},
    ],
)
def test_a_request_refuses_what_no_widget_can_send(nonsense: dict[str, Any]):
    with pytest.raises(QueryError, match=next(iter(nonsense))):
        SheetRequest("doodles", **nonsense)
