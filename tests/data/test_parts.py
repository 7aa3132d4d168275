import dataclasses
from pathlib import Path

import numpy as np
import pytest

from facegen.data.parts import parts
from facegen.data.store import PARTITIONS, FaceStore
from facegen.errors import StoreError


def in_partitions(store: FaceStore, *names: str) -> FaceStore:
    numbers = [PARTITIONS[name] for name in names]
    return dataclasses.replace(
        store, partitions=np.resize(np.array(numbers, np.uint8), store.count)
    )


def test_the_bundled_faces_are_dealt_out_the_same_way_each_time(bundled: FaceStore) -> None:
    train, held_out = parts(bundled)
    assert (len(train), len(held_out)) == (5837, 307)
    assert sorted([*train, *held_out]) == list(range(bundled.count))
    assert list(train) == sorted(train)
    for again, once in zip(parts(bundled), (train, held_out), strict=True):
        np.testing.assert_array_equal(again, once)
    halves = np.bincount(held_out // (bundled.count // 2))
    assert halves.min() > 120, "held-out faces come from everywhere"


def test_partitions_are_kept_where_there_are_some(bundled: FaceStore) -> None:
    store = in_partitions(bundled, "train", "valid", "test", "unknown")
    train, held_out = parts(store)
    assert list(train) == list(range(0, bundled.count, 4))
    assert list(held_out) == list(range(1, bundled.count, 4))
    assert not len(parts(in_partitions(bundled, "train"))[1])


def test_a_store_to_measure_with_only_is_refused(bundled: FaceStore) -> None:
    with pytest.raises(
        StoreError, match=rf"nothing to learn from.* of its {bundled.count:,} faces none"
    ):
        parts(in_partitions(bundled, "valid", "test"))


def test_a_few_faces_are_enough_to_hold_one_out(bundled: FaceStore, tmp_path: Path) -> None:
    partitions = np.full(bundled.count, PARTITIONS["test"], np.uint8)
    partitions[[7, 9]] = PARTITIONS["unknown"]
    train, held_out = parts(dataclasses.replace(bundled, partitions=partitions))
    assert sorted([*train, *held_out]) == [7, 9]
    assert len(held_out) == 1
