"""Faces that were torn on purpose are told from whole ones, and the surest seeds are kept."""

import numpy as np
import pytest

from facegen import load
from facegen.latent.soundness.search import find_sound, rarer, soundness
from facegen.models.attribute_net import AttributeNet
from facegen.models.generator import FaceGenerator

SEEDS, TRUNCATION = 24, 0.7


@pytest.fixture(scope="module")
def painter() -> FaceGenerator:
    return load("celeba128")


def torn(face: np.ndarray) -> np.ndarray:
    """Exchange eyes and mouth of a face, which leaves its colours as they are."""
    px = len(face)
    eyes, mouth = slice(px * 3 // 8, px * 9 // 16), slice(px * 5 // 8, px * 13 // 16)
    other = face.copy()
    other[eyes], other[mouth] = face[mouth], face[eyes]
    return other


def test_a_torn_face_is_less_sound_than_it_was(painter: FaceGenerator) -> None:
    for face in painter.sample(range(16, 28), truncation=0.4):
        assert soundness(torn(face)) < soundness(face) - 0.02


def test_both_sides_of_a_face_count(painter: FaceGenerator) -> None:
    (face,) = painter.sample([9], TRUNCATION)
    assert soundness(face) == soundness(np.ascontiguousarray(face[:, ::-1]))


def test_where_there_is_no_face_nothing_is_sound() -> None:
    assert soundness(np.full((64, 64, 3), 120, np.uint8)) == 0


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
