"""The seeds of which the detector is surest are kept, and what is rarer among them is told."""

import numpy as np
import pytest

from facegen import load
from facegen.face_finding import soundness
from facegen.latent.soundness.search import find_sound, rarer
from facegen.models.attribute_net import AttributeNet
from facegen.models.generator import FaceGenerator

SEEDS, TRUNCATION = 24, 0.7


@pytest.fixture(scope="module")
def painter() -> FaceGenerator:
    return load("celeba128")


def test_the_surest_seeds_are_kept(painter: FaceGenerator, network: AttributeNet) -> None:
    shares: list[float] = []
    found = find_sound(painter, network, SEEDS, 0.75, TRUNCATION, shares.append)
    scores = [soundness(face) for face in painter.sample(range(SEEDS), TRUNCATION)]
    order = sorted(range(SEEDS), key=lambda seed: scores[seed])
    assert [seed for seed in range(SEEDS) if seed not in found] == sorted(order[: SEEDS // 4])
    assert shares[-1] == 1
    assert found.truncation == TRUNCATION
    logits = network.describe(painter.sample(range(SEEDS), TRUNCATION)).logits
    kept = np.array([seed in found for seed in range(SEEDS)])
    shown = logits > np.array(network.thresholds)  # where the network says yes, which 0 is not
    assert found.rarer == rarer(network.config.attributes, shown, kept)


def test_what_becomes_rarer_is_told_but_for_opinions_and_what_hardly_any_show() -> None:
    names = ("Smiling", "Wearing_Hat", "Big_Nose", "Bald", "Bangs")
    shown = np.zeros((1000, 5), bool)
    shown[::2, 0] = True  # as frequent on both sides
    shown[450:650, 1] = shown[450:650, 2] = True
    shown[400:402, 3] = True
    shown[100:600, 4] = True
    sound = np.arange(1000) >= 500
    assert list(rarer(names, shown, sound).items()) == [
        ("Bangs", (0.5, 0.2)),
    ]
    assert list(rarer(names, shown, ~sound).items()) == [
        ("Wearing_Hat", (0.2, 0.1)),
    ]
