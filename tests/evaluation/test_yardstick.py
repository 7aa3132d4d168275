import numpy as np
import pytest

from facegen.data.store import FaceStore
from facegen.evaluation.real_faces import divide
from facegen.evaluation.yardstick import Yardstick
from facegen.models.attribute_net import AttributeNet


@pytest.fixture(scope="module")
def yardstick(store: FaceStore, network: AttributeNet) -> Yardstick:
    return Yardstick.of(store, divide(store), network, 250)


def test_training_faces_in_the_samples_place_are_at_the_floor(yardstick: Yardstick) -> None:
    measures, _ = yardstick.measure(yardstick.train)
    assert {one.key: one.value for one in measures} == {one.key: one.floor for one in measures}


def test_held_out_faces_are_as_near_to_themselves_as_can_be(yardstick: Yardstick) -> None:
    measures, frequencies = yardstick.measure(yardstick.heldout)
    found = {one.key: one.value for one in measures}
    assert found["fd"] == pytest.approx(0, abs=1e-3)
    assert (found["coverage"], found["attributes"]) == (1, 0)
    assert all(ours == real for ours, real in frequencies.values())


def test_shares_are_those_a_plain_count_finds(
    yardstick: Yardstick, network: AttributeNet, store: FaceStore
) -> None:
    samples = np.array(store.faces[:250])
    logits = network.describe(samples).logits
    _, frequencies = yardstick.measure(samples)
    for i, (name, (ours, _)) in enumerate(frequencies.items()):
        assert name == network.config.attributes[i]
        assert ours == sum(row[i] > network.thresholds[i] for row in logits) / 250
