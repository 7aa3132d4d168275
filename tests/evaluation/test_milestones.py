import numpy as np
import pytest

from facegen.data.bundled import open_bundled
from facegen.evaluation.milestones import MARKS, milestones, traits
from facegen.images import resize_area


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    return np.array(open_bundled(tmp_path_factory.mktemp("home")).faces[:200])


def test_faces_are_as_faces_are(faces: np.ndarray):
    assert traits(faces, faces) == pytest.approx(dict.fromkeys(MARKS, 1))
    halves = traits(faces[:100], faces[100:])
    assert all(halves[name] > mark for name, mark in MARKS.items())


def test_noise_has_detail_and_no_face(faces: np.ndarray):
    noise = np.random.default_rng(0).integers(0, 256, (32, 64, 64, 3), np.uint8)
    found = traits(noise, faces)
    assert abs(found["outline"]) < 0.1
    assert abs(found["eyes"]) < 0.1
    assert found["detail"] > 1


def test_the_mean_face_alone_has_eyes_and_no_variety(faces: np.ndarray):
    mean = np.repeat(faces.mean(0, keepdims=True).astype(np.uint8), 8, 0)
    found = traits(mean, faces)
    assert found["outline"] == pytest.approx(1, abs=0.01)
    assert found["eyes"] == pytest.approx(1, abs=0.05)
    assert found["variety"] == 0
    assert found["detail"] < 0.1


def test_eyes_are_darker_than_cheeks_by_what_a_plain_loop_finds(faces: np.ndarray):
    side = faces.shape[1]
    light = {"eyes": [], "cheeks": []}
    for y in range(side):
        for x in range(side):
            if not any(
                round(a * side) <= x < round(b * side) for a, b in ((0.28, 0.4), (0.6, 0.72))
            ):
                continue
            for name, (top, bottom) in {"eyes": (0.44, 0.52), "cheeks": (0.58, 0.66)}.items():
                if round(top * side) <= y < round(bottom * side):
                    light[name].append(faces[:, y, x].mean())
    darker = float(np.mean(light["cheeks"]) - np.mean(light["eyes"]))
    assert darker > 10
    dimmed = (faces // 2).astype(np.uint8)
    assert traits(dimmed, faces)["eyes"] == pytest.approx(0.5, abs=0.5 / darker)


def test_a_trait_counts_from_when_it_is_there_for_good(faces: np.ndarray):
    grey = np.full((32, 64, 64, 3), 128, np.uint8)
    mean = np.repeat(faces.mean(0, keepdims=True).astype(np.uint8), 8, 0)
    noise = np.random.default_rng(0).integers(0, 256, (32, 64, 64, 3), np.uint8)
    moments = {0: noise, 10: mean, 20: grey, 30: mean, 40: faces[:32]}
    found = milestones(moments, faces)
    assert found == {"outline": 30, "eyes": 30, "variety": 40, "detail": 40}
    assert milestones({0: noise}, faces) == dict.fromkeys(MARKS)


def test_grey_has_none_of_it_at_any_size(faces: np.ndarray):
    grey = np.full((4, 128, 128, 3), 90, np.uint8)
    assert all(found < MARKS[name] for name, found in traits(grey, faces).items())


@pytest.mark.parametrize("side", [16, 48, 100])
def test_faces_that_are_all_alike_and_of_any_side_are_taken(faces: np.ndarray, side: int):
    one = resize_area(faces[0], side)
    found = traits(faces[:9], np.stack([one] * 3))
    assert found["variety"] == 0  # of nothing there is no share
    assert found["detail"] > 0
