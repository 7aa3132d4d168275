"""A trained network's thresholds, scores and card, against plain counts."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from huggingface_hub import ModelCard

from facegen.data.store import FaceStore
from facegen.models.attribute_net import AttributeNet
from facegen.training.attributes.card import calibrate, export, score


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
    assert "CelebA" not in card  # it learned from Stripes
    assert "valid partition of: Stripes." in card


def test_a_network_of_celeba_says_so(
    trained: AttributeNet, store: FaceStore, tmp_path: Path
) -> None:
    manifest = dataclasses.replace(store.manifest, title="CelebA, 700 faces")
    export(trained, dataclasses.replace(store, manifest=manifest), tmp_path, {"epochs": 6})
    about = ModelCard((tmp_path / "README.md").read_text())
    assert about.data.to_dict()["license_name"] == "celeba-non-commercial-research"
    assert about.data.to_dict()["datasets"] == ["flwrlabs/celeba"]
    assert "non-commercial research only" in about.text
    assert "paid annotators" in about.text


def test_a_threshold_lies_halfway_between_the_last_counted_and_the_first_not() -> None:
    logits = np.array([[0.0], [1.0], [3.0], [4.0]], np.float32)
    labels = np.array([[False], [False], [True], [True]])
    assert calibrate(logits, labels) == (2.0,)
    assert calibrate(logits, labels[::-1] | True) == (-0.5,)
    assert calibrate(logits, labels & False) == (4.5,)
