import dataclasses
from typing import Any

import pytest

from facegen.data.store import FaceStore
from facegen.errors import StoreError, TrainingError
from facegen.models.presets import MODELS
from facegen.training.run.presets import CHOSEN, PRESETS, changed, check_fit, configure
from tests.training.conftest import TINY


def of_size(store: FaceStore, size_px: int) -> FaceStore:
    """Return the store as one of faces of another size, which are not looked at here."""
    return dataclasses.replace(store, manifest=dataclasses.replace(store.manifest, size_px=size_px))


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_trains_the_shape_of_its_name_on_faces_of_its_size(
    name: str, store: FaceStore
) -> None:
    config = configure({"preset": name}, of_size(store, 128))
    assert config.preset == name
    if name == "category":
        assert config.model.latent_dim == len(store.attribute_names) == 2
    else:
        assert config == PRESETS[name]
        assert config.model == MODELS[name]


def test_what_is_chosen_outdoes_the_preset(store: FaceStore) -> None:
    options = {"preset": "two-minutes", "batch": 8.0, "kimg": 5, "flip": False, "rate": None}
    expected = dataclasses.replace(
        PRESETS["two-minutes"], batch=8, kimg=5, minutes=None, flip=False
    )
    assert configure(options, store) == expected
    assert isinstance(configure(options, store).batch, int)
    assert configure({}, of_size(store, 64)) == PRESETS["s"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"preset": "huge"}, "--preset must be one of .* but is huge"),
        ({"batch": float("nan")}, "--batch. must be a whole number from 1 and at most 4096"),
        ({"batch": 8.5}, "--batch. must be a whole number .* but is 8.5"),
        ({"batch": "many"}, "but is many"),
        ({"rate": 10**400}, "--rate. must be a number above 0 and at most 1"),
        ({"loss": ["wgan"]}, "--loss must be one of"),
        ({"flip": 3}, "--flip must be true or false"),
        ({"layers": 3}, f"no option layers to choose; there are {CHOSEN[0]}"),
        ({"model": "x"}, "no option model to choose"),
        ({"kimg": 1, "minutes": 1}, "either --kimg or --minutes"),
    ],
)
def test_what_means_nothing_is_refused(
    options: dict[str, Any], message: str, store: FaceStore
) -> None:
    with pytest.raises(TrainingError, match=message):
        configure(options, of_size(store, 64))


def test_a_list_is_taken_as_the_numbers_in_it() -> None:
    assert changed(TINY, {"ema_others_kimg": [1.0, 2.0]}).ema_others_kimg == (1.0, 2.0)
    assert changed(TINY, {}) == TINY
    timed = changed(TINY, {"minutes": 3})
    assert (timed.kimg, timed.minutes) == (None, 3)


def test_faces_that_a_model_cannot_learn_from_are_refused(store: FaceStore) -> None:
    check_fit(TINY, store)  # 32 px, of which the model makes 16
    for size_px in (8, 24, 40):
        with pytest.raises(TrainingError, match=f"faces of 16 px, which .* {size_px} px cannot"):
            check_fit(TINY, of_size(store, size_px))
    nobody = dataclasses.replace(store, partitions=store.partitions[:0] * 0)
    nobody = dataclasses.replace(nobody, manifest=dataclasses.replace(store.manifest, count=0))
    with pytest.raises(StoreError):
        check_fit(TINY, nobody)
