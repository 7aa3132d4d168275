"""One face among training faces, against a plain loop, and planted copies."""

from pathlib import Path

import numpy as np
import pytest

from facegen.data.store import FaceStore
from facegen.errors import FacegenError
from facegen.evaluation.nearest_faces import NearestFaces
from facegen.models.attribute_net import AttributeNet


@pytest.fixture(scope="module")
def nearest_faces(store: FaceStore, network: AttributeNet) -> NearestFaces:
    return NearestFaces.of(store, network)


def test_a_training_face_is_its_own_neighbour(
    store: FaceStore, nearest_faces: NearestFaces
) -> None:
    for answer in nearest_faces.find(np.asarray(store.faces[123]), 3):
        assert answer.rows[0] == 123
        typical = np.median(nearest_faces.placed[answer.space].held_out)
        assert answer.distances[0] < 1e-5 * typical
        assert answer.percentile == 0
        assert not answer.mirrored[0]


def test_a_mirrored_noisy_copy_is_seen(store: FaceStore, nearest_faces: NearestFaces) -> None:
    noise = np.random.default_rng(0).normal(0, 3, (32, 32, 3))
    copy = np.clip(store.faces[77][:, ::-1] + noise, 0, 255).astype(np.uint8)
    for answer in nearest_faces.find(copy):
        assert answer.rows[0] == 77
        assert answer.mirrored[0]
        assert answer.percentile < 1


def test_rows_are_those_of_a_plain_loop(store: FaceStore, nearest_faces: NearestFaces) -> None:
    face = np.asarray(store.faces[700])
    answer = next(a for a in nearest_faces.find(face, 6) if a.space == "pixels")
    placed = nearest_faces.placed["pixels"]

    def coordinates(picture: np.ndarray) -> np.ndarray:
        return (picture.reshape(-1).astype(np.float64) - placed.mean) @ placed.axes

    gaps = []
    for row in range(600):
        known = coordinates(np.asarray(store.faces[row]))
        gaps.append(min(np.linalg.norm(coordinates(f) - known) for f in (face, face[:, ::-1])))
    assert answer.rows.tolist() == np.argsort(gaps)[:6].tolist()
    np.testing.assert_allclose(answer.distances, np.sort(gaps)[:6], rtol=1e-3)


def test_held_out_faces_spread_over_all_percentiles(
    store: FaceStore, nearest_faces: NearestFaces
) -> None:
    found = {"pixels": [], "features": []}
    for row in range(600, 900, 3):
        for answer in nearest_faces.find(np.asarray(store.faces[row]), 1):
            found[answer.space].append(answer.percentile)
    for percentiles in found.values():
        assert np.mean(percentiles) == pytest.approx(50, abs=8)
        assert min(percentiles) < 10 < 90 < max(percentiles)


def test_what_was_prepared_is_read_and_what_is_damaged_made_anew(
    store: FaceStore, network: AttributeNet, nearest_faces: NearestFaces
) -> None:
    (kept,) = Path(store.folder / "index").glob("nearest-*.safetensors")
    told: list[float] = []
    again = NearestFaces.of(store, network, told.append)
    assert told == [1.0]
    kept.write_bytes(b"damaged")
    anew = NearestFaces.of(store, network, told.append)
    assert told == [1.0, 0.0, 0.5, 1.0]
    face = np.asarray(store.faces[650])
    for one, two in zip(again.find(face), anew.find(face), strict=True):
        np.testing.assert_array_equal(one.rows, two.rows)
        assert one.percentile == two.percentile


def test_what_is_no_face_of_this_store(nearest_faces: NearestFaces) -> None:
    with pytest.raises(FacegenError, match=r"uint8 \(32, 32, 3\), but was uint8 \(64, 64, 3\)"):
        nearest_faces.find(np.zeros((64, 64, 3), np.uint8))
    for count in (0, 1000):
        with pytest.raises(FacegenError, match=f"From 1 to 100 .* not {count}"):
            nearest_faces.find(np.zeros((32, 32, 3), np.uint8), count)
