import dataclasses

import numpy as np
import pytest

from facegen.data.store import FaceStore
from facegen.errors import FacegenError
from facegen.evaluation.real_faces import divide


def test_halves_share_no_person_and_leave_out_none(store: FaceStore) -> None:
    first, second = divide(store).halves
    assert set(store.identities[first]).isdisjoint(store.identities[second])
    assert sorted([*first, *second]) == list(range(store.count))
    assert abs(len(first) - len(second)) <= 2


def test_faces_of_unknown_people_are_dealt_one_by_one(store: FaceStore) -> None:
    unknown = dataclasses.replace(store, identities=np.full(store.count, -1, np.int32))
    first, second = divide(unknown).halves
    assert len(first) == len(second) == store.count / 2


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
