import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.models.attribute_net import AttributeNet, from_uint8
from facegen.training.attributes.trainer import Schedule, Trainer, augment, run
from tests.training.attributes.conftest import CONFIG, RECIPE


def test_learns_what_can_be_seen(trained: AttributeNet, store: FaceStore) -> None:
    rows = store.rows_in("valid")
    called = trained.describe(store.faces[rows]).logits > 0
    assert (called == store.attributes_of(rows)).mean() > 0.97


def test_a_resumed_run_is_the_unbroken_one(store: FaceStore, tmp_path: Path) -> None:
    labels, rows = store.attributes_of(np.arange(store.count)), store.rows_in("train")
    unbroken = Trainer(CONFIG, RECIPE, steps_per_epoch=15)
    losses = [unbroken.train_epoch(store.faces, labels, rows) for _ in range(3)]
    broken = Trainer(CONFIG, RECIPE, steps_per_epoch=15)
    broken.train_epoch(store.faces, labels, rows)
    broken.save(tmp_path / "state.safetensors")
    resumed = Trainer(CONFIG, RECIPE, steps_per_epoch=15)
    resumed.load(tmp_path / "state.safetensors")
    assert (resumed.epoch, resumed.step) == (1, 15)
    assert [resumed.train_epoch(store.faces, labels, rows) for _ in range(2)] == losses[1:]
    for one, other in ((unbroken.net, resumed.net), (unbroken.average, resumed.average)):
        for name, value in one.state_dict().items():
            assert torch.equal(value, other.state_dict()[name]), name


def test_a_finished_run_is_not_trained_again(store: FaceStore, tmp_path: Path) -> None:
    recipe = Schedule(epochs=1, batch=32)
    first = run(store, tmp_path, recipe, CONFIG)
    again = run(store, tmp_path, recipe, CONFIG)
    lines = (tmp_path / "metrics.jsonl").read_text().splitlines()
    assert [json.loads(line)["epoch"] for line in lines] == [1]
    for name, value in first.state_dict().items():
        assert torch.equal(value, again.state_dict()[name]), name


def test_a_run_of_other_options_is_not_gone_on_with(store: FaceStore, tmp_path: Path) -> None:
    run(store, tmp_path, Schedule(epochs=1, batch=32), CONFIG)
    with pytest.raises(TrainingError, match="run of other options"):
        run(store, tmp_path, Schedule(epochs=2, batch=32), CONFIG)


def test_every_picture_is_altered_by_its_own_dice() -> None:
    torch.manual_seed(0)
    image = torch.linspace(-0.5, 0.5, 32).expand(3, 32, 32)
    altered = augment(image.expand(200, 3, 32, 32))
    assert len(torch.unique(altered.flatten(1), dim=0)) == 200
    mirrored = (altered[:, :, :, -4:].mean((1, 2, 3)) < altered[:, :, :, :4].mean((1, 2, 3))).sum()
    assert 75 < mirrored < 125
    with_hole = ((altered == 0).sum((1, 2, 3)) > 3 * 9 * 9).sum()
    assert 60 < with_hole < 140
    assert altered.abs().max() < 1.2


def test_bytes_become_minus_1_to_1() -> None:
    faces = torch.tensor([0, 255], dtype=torch.uint8).reshape(1, 1, 2, 1).expand(1, 1, 2, 3)
    assert from_uint8(faces).tolist() == [[[[-1.0, 1.0]]] * 3]


def test_a_run_of_another_kind_is_left_as_it_is(store: FaceStore, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"preset": "s"}')
    with pytest.raises(TrainingError, match="run of other options"):
        run(store, tmp_path, RECIPE, CONFIG)
    assert [path.name for path in tmp_path.iterdir()] == ["config.json"]
    assert (tmp_path / "config.json").read_text() == '{"preset": "s"}'


@pytest.mark.parametrize(
    ("partitions", "message"),
    [((31, 200), "has 31 and 200"), ((500, 0), "has 500 and 0")],
)
def test_too_few_faces_are_refused(
    store: FaceStore, tmp_path: Path, partitions: tuple[int, int], message: str
) -> None:
    train, valid = partitions
    numbers = np.repeat([0, 1, 2], [train, valid, store.count - train - valid]).astype(np.uint8)
    few = dataclasses.replace(store, partitions=numbers)
    with pytest.raises(TrainingError, match=message):
        run(few, tmp_path / "run", RECIPE, CONFIG)
    assert not (tmp_path / "run").exists()
