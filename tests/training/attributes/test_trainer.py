import json
from pathlib import Path

import numpy as np
import pytest
import torch

from facegen.data.store import FaceStore, Manifest, open_store, pack_attributes
from facegen.errors import TrainingError
from facegen.models.attribute_net import AttributeNet, AttributeNetConfig, from_uint8
from facegen.training.attributes.card import calibrate, export, score
from facegen.training.attributes.trainer import Schedule, Trainer, augment, run

CONFIG = AttributeNetConfig(
    attributes=("Bright", "Striped"), widths=(8, 16), feature_size=8, size_px=16
)
RECIPE = Schedule(epochs=6, batch=32, rate=1e-2, average_halflife=20)


@pytest.fixture(scope="module", autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FaceStore:
    """500 train and 200 valid pictures, bright or dark, striped or plain."""
    folder, count = tmp_path_factory.mktemp("store"), 700
    rng = np.random.default_rng(0)
    bright, striped = rng.random((2, count, 1, 1, 1)) < 0.4
    stripes = np.where(np.arange(16)[:, None, None] % 4 < 2, 30, -30) * striped
    faces = 90 + 90 * bright + stripes + rng.normal(0, 10, (count, 16, 16, 3))
    np.save(folder / "faces.npy", np.clip(faces, 0, 255).astype(np.uint8))
    labels = np.stack([bright.ravel(), striped.ravel()], 1)
    np.save(folder / "attributes.npy", pack_attributes(labels))
    np.save(folder / "partitions.npy", np.repeat([0, 1], [500, 200]).astype(np.uint8))
    np.save(folder / "identities.npy", np.full(count, -1, np.int32))
    (folder / "names.txt").write_text("\n".join(map(str, range(count))))
    manifest = Manifest("Stripes", "drawn", True, 16, "whole", count, CONFIG.attributes)
    (folder / "manifest.json").write_text(manifest.to_json())
    return open_store(folder)


@pytest.fixture(scope="module")
def trained(store: FaceStore, tmp_path_factory: pytest.TempPathFactory) -> AttributeNet:
    return run(store, tmp_path_factory.mktemp("run"), RECIPE, CONFIG)


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


def test_as_many_count_as_have_it() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(1, 2, (300, 4)).astype(np.float32)
    labels = rng.random((300, 4)) < [0.02, 0.5, 0.0, 1.0]
    thresholds = np.array(calibrate(logits, labels))
    np.testing.assert_array_equal((logits > thresholds).sum(0), labels.sum(0))


def test_scores_are_those_of_a_plain_count() -> None:
    rng = np.random.default_rng(0)
    logits, labels = rng.normal(0, 1, (200, 2)), rng.random((200, 2)) < 0.3
    for n, found in enumerate(score(logits, labels, (0.0, 0.7))):
        pairs = list(zip(logits[:, n], labels[:, n], strict=True))
        with_it = [value for value, label in pairs if label]
        without = [value for value, label in pairs if not label]
        assert found.frequency == pytest.approx(len(with_it) / 200)
        right = sum(v > 0 for v in with_it) + sum(v <= 0 for v in without)
        assert found.accuracy == pytest.approx(right / 200)
        for threshold, value in (
            (0.0, found.balanced_accuracy),
            ((0.0, 0.7)[n], found.balanced_at_threshold),
        ):
            share = np.mean([v > threshold for v in with_it]) + np.mean(
                [v <= threshold for v in without]
            )
            assert value == pytest.approx(share / 2, abs=1e-4)


def test_the_checkpoint_says_what_it_does(
    trained: AttributeNet, store: FaceStore, tmp_path: Path
) -> None:
    export(trained, store, tmp_path, {"epochs": 6})
    network = AttributeNet.from_pretrained(str(tmp_path))
    rows = store.rows_in("valid")
    labels = store.attributes_of(rows)
    logits = network.describe(store.faces[rows]).logits
    accuracy = ((logits > 0) == labels).mean()
    assert network.facts["accuracy"] == pytest.approx(accuracy, abs=1e-4)
    np.testing.assert_array_equal((logits > network.thresholds).sum(0), labels.sum(0))
    card = (tmp_path / "README.md").read_text()
    assert f"accuracy **{100 * network.facts['accuracy']:.2f} %**" in card
    assert "| Striped |" in card
    assert network.facts["weights_sha256"] in card
    assert (tmp_path / "model.safetensors").stat().st_size < 20_000


def test_bytes_become_minus_1_to_1() -> None:
    faces = torch.tensor([0, 255], dtype=torch.uint8).reshape(1, 1, 2, 1).expand(1, 1, 2, 3)
    assert from_uint8(faces).tolist() == [[[[-1.0, 1.0]]] * 3]
