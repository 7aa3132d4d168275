import dataclasses

import numpy as np
import pytest

from facegen.data.store import FaceStore
from facegen.errors import FacegenError
from facegen.evaluation.real_faces import at_size, divide
from facegen.images import resize_area


def test_halves_share_no_person_and_leave_out_none(store: FaceStore) -> None:
    first, second = divide(store).halves
    assert set(store.identities[first]).isdisjoint(store.identities[second])
    assert sorted([*first, *second]) == list(range(store.count))
    assert abs(len(first) - len(second)) <= 2


def test_faces_of_unknown_people_are_dealt_one_by_one(store: FaceStore) -> None:
    unknown = dataclasses.replace(store, identities=np.full(store.count, -1, np.int32))
    first, second = divide(unknown).halves
    assert len(first) == len(second) == store.count / 2


def test_faces_of_one_person_are_dealt_one_by_one(store: FaceStore) -> None:
    one = dataclasses.replace(store, identities=np.full(store.count, 7, np.int32))
    first, second = divide(one).halves
    assert len(first) == len(second) == store.count / 2
    assert sorted([*first, *second]) == list(range(store.count))


def test_train_and_heldout_are_the_partitions(store: FaceStore) -> None:
    faces = divide(store)
    assert sorted(faces.train) == list(range(600))
    assert sorted(faces.heldout) == list(range(600, 900))
    assert sorted(faces.everyone) == list(range(900))
    assert list(faces.train) != sorted(faces.train)


def test_a_store_without_held_out_faces_is_refused(store: FaceStore) -> None:
    whole = dataclasses.replace(store, partitions=np.zeros(store.count, np.uint8))
    with pytest.raises(FacegenError, match="has 900 of the train partition and 0 of valid"):
        divide(whole)


def test_a_store_is_made_smaller_by_area_average(store: FaceStore) -> None:
    smaller = at_size(store, 8)
    assert smaller.size_px == 8
    assert smaller.faces.shape == (store.count, 8, 8, 3)
    rows = np.array([5, 2, 899])
    expected = np.stack([resize_area(face, 8) for face in store.faces[rows]])
    np.testing.assert_array_equal(smaller.faces[rows], expected)
    np.testing.assert_array_equal(smaller.faces[2:3], expected[1:2])
    assert at_size(store, store.size_px) is store


@pytest.mark.parametrize("size_px", [12, 64])
def test_a_store_is_made_smaller_by_whole_factors_alone(store: FaceStore, size_px: int) -> None:
    with pytest.raises(FacegenError, match="32 px, but the pictures"):
        at_size(store, size_px)
