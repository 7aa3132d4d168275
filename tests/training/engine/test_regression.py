import numpy as np
import pytest
import torch

from facegen.data.store import FaceStore
from facegen.training.engine.batches import Faces
from facegen.training.run.live import Live
from tests.training.engine.conftest import NET, Prepare, draws_of


def test_a_step_leads_down_and_tells_the_loss_of_before(prepare: Prepare) -> None:
    training = prepare(**NET, flip=False, rate=0.01)
    task, draws = training.task, draws_of(training)
    rows = draws.rows
    with torch.no_grad():
        (made,) = task.generator(training.faces.attributes(rows))
        expected = (made - training.faces.take(rows)).square().mean()
    live = Live.of(training.config)
    losses = [float(task.step(draws, 16 * n, live)["loss_generator"]) for n in range(8)]
    assert losses[0] == pytest.approx(float(expected), rel=1e-5)
    assert losses[-1] < losses[0]


def test_mirrored_faces_are_what_is_to_be_made(prepare: Prepare) -> None:
    training = prepare(**NET)
    draws = draws_of(training)
    assert draws.mirrored.any()
    with torch.no_grad():
        (made,) = training.task.generator(training.faces.attributes(draws.rows))
    faces = training.faces.take(draws.rows)
    turned = torch.where(draws.mirrored[:, None, None, None], faces.flip(-1), faces)
    seen = training.task.step(draws, 0, Live.of(training.config))
    expected = float((made - turned).square().mean())
    assert float(seen["loss_generator"]) == pytest.approx(expected, rel=1e-5)


def test_inputs_are_the_attributes_of_faces_always_the_same(
    prepare: Prepare, store: FaceStore
) -> None:
    task = prepare(**NET).task
    inputs = task.inputs(32)
    assert torch.equal(inputs, task.inputs(32))
    known = {tuple(row) for row in store.attributes_of(store.rows_in("train")).astype(float)}
    assert {tuple(row) for row in inputs.tolist()} <= known


def test_it_is_examined_on_faces_it_knows_and_on_others(prepare: Prepare, store: FaceStore) -> None:
    training = prepare(**NET)
    device = training.machine.device
    held_out = Faces(store, store.rows_in("valid"), 16, device)
    found = training.task.examine({"train": training.faces, "held_out": held_out}, 20)
    assert found.keys() == {"difference_train", "difference_held_out"}
    rows = held_out.spread(20)
    (made,) = training.task.average(held_out.attributes(rows))
    gaps = (made - held_out.take(rows)).detach().numpy()
    assert found["difference_held_out"] == pytest.approx(float(np.square(gaps).mean()), rel=1e-5)
