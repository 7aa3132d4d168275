import dataclasses

import numpy as np
import pytest
import torch

from facegen.data.store import FaceStore
from facegen.models.generator import to_pictures
from facegen.models.latents import latents_of
from facegen.training.engine.batches import Faces
from facegen.training.engine.loop import Training
from facegen.training.engine.monitor import SHOWN, Monitor
from facegen.training.run.live import Live
from tests.training.conftest import TINY
from tests.training.engine.conftest import NET, Prepare, draws_of


@pytest.fixture
def training(prepare: Prepare) -> Training:
    return prepare()


@torch.no_grad()
def test_what_is_shown_are_the_samples_of_fixed_latents_at_each_scale(training: Training) -> None:
    values, samples, _ = training.monitor.measure()
    expected = training.task.average(latents_of(range(SHOWN), 8))
    assert list(samples) == [4, 8, 16]
    for image, sheet in zip(expected, samples.values(), strict=True):
        assert np.abs(sheet.astype(int) - to_pictures(image)).max() <= 1
    for px, small, large in ((4, *expected[:2]), (8, *expected[1:])):
        halved = large.unflatten(3, (-1, 2)).unflatten(2, (-1, 2)).mean((3, 5))
        gap = float((halved - small).abs().mean())
        assert values[f"consistency_{px:03d}px"] == pytest.approx(gap, rel=1e-4)


def test_pictures_that_cannot_disagree_are_not_compared(prepare: Prepare) -> None:
    model = dataclasses.replace(TINY.model, consistent=True)
    values, samples, _ = prepare(model=model).monitor.measure()
    assert list(samples) == [4, 8, 16]
    assert not [name for name in values if name.startswith("consistency")]


def test_drift_is_from_the_last_measurement_also_after_a_break(
    training: Training, prepare: Prepare
) -> None:
    monitor = training.monitor
    first, _, _ = monitor.measure()
    assert not [name for name in first if name.startswith("drift")]
    still, _, _ = monitor.measure()
    assert {still[name] for name in still if name.startswith("drift")} == {0}
    before = [image.clone() for image in monitor.before]
    training.task.step(draws_of(training), 0, Live.of(training.config))
    with torch.no_grad():
        now = training.task.render(training.task.inputs(SHOWN))
    kept = dict(monitor.tensors)
    later = prepare().monitor
    later.task = training.task
    later.load(kept)
    values, _, _ = later.measure()
    for px, one, other in zip((4, 8, 16), before, now, strict=True):
        expected = float((one - other).square().mean())
        assert values[f"drift_{px:03d}px"] == pytest.approx(expected, rel=1e-4)


def test_the_opponent_is_asked_of_samples_and_of_both_kinds_of_faces(training: Training) -> None:
    values, _, scores = training.monitor.measure()
    sizes = {name: len(logits) for name, logits in scores.items()}
    assert sizes == {"train": 96, "held_out": 32, "samples": 96}
    for name in ("train", "held_out"):
        assert values[f"sign_{name}"] == pytest.approx(np.mean(np.array(scores[name]) > 0))
    assert values["frechet_random"] > values["frechet_random_floor"] > 0


def test_without_faces_to_hold_out_there_is_no_floor_and_of_a_net_no_sign(
    training: Training, prepare: Prepare, store: FaceStore
) -> None:
    nobody = Faces(store, store.rows_in("train")[:0], 16, training.machine.device)
    values, _, scores = Monitor(training.task, training.faces, nobody).measure()
    assert "frechet_random_floor" not in values
    assert scores.keys() == {"train", "samples"}
    values, samples, scores = prepare(**NET).monitor.measure()
    assert scores == {}
    assert {"difference_train", "difference_held_out"} <= values.keys()
    assert list(samples) == [16]


@pytest.mark.parametrize("held_out", [1, 32])
def test_one_face_to_learn_from_has_no_distance(
    training: Training, store: FaceStore, held_out: int
) -> None:
    device = training.machine.device
    one = Faces(store, store.rows_in("train")[:1], 16, device)
    others = Faces(store, store.rows_in("valid")[:held_out], 16, device)
    values, samples, scores = Monitor(training.task, one, others).measure()
    assert not [name for name in values if name.startswith("frechet")]
    assert {name: len(logits) for name, logits in scores.items()} == {
        "train": 1, "held_out": held_out, "samples": 1,
    }  # fmt: skip
    assert list(samples) == [4, 8, 16]


def test_signs_of_life_are_given_meanwhile(training: Training) -> None:
    given: list[int] = []
    training.monitor.alive = lambda: given.append(1)
    training.monitor.measure()
    assert given
