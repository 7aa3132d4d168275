import dataclasses
from pathlib import Path

import pytest

from facegen.errors import TrainingError
from facegen.training.run.live import LIVE, Live, LiveChanges, checked_changes
from tests.training.conftest import TINY


def test_a_run_begins_with_its_configuration() -> None:
    live = Live.of(dataclasses.replace(TINY, rate=0.002, rate_discriminator=None))
    assert live.rate_generator == live.rate_discriminator == 0.002
    live = Live.of(dataclasses.replace(TINY, rate=0.002, rate_discriminator=0.004))
    assert (live.rate_generator, live.rate_discriminator) == (0.002, 0.004)


def test_changes_hold_from_their_images_on() -> None:
    begun = Live.of(TINY)
    changes = [
        {"images": 100, "augment_cap": 0.1},
        {"images": 200, "augment_cap": 0.2, "penalty_weight": 3.0},
    ]
    assert begun.at(changes, 99) == begun
    assert begun.at(changes, 100) == dataclasses.replace(begun, augment_cap=0.1)
    later = dataclasses.replace(begun, augment_cap=0.2, penalty_weight=3.0)
    assert begun.at(changes, 200) == later
    slowed = later.slowed(0.5)
    assert slowed.rate_generator == begun.rate_generator / 2
    assert slowed.augment_cap == 0.2


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "but what was to be changed is nothing"),
        ({"batch": 8}, "but what was to be changed is batch"),
        ({"augment_cap": 2}, "--augment-cap. must be a number from 0 and at most 1, but is 2"),
    ],
)
def test_what_cannot_be_changed_is_refused(values: dict, message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        checked_changes(values)
    assert set(checked_changes(dict.fromkeys(LIVE, 0.5))) == set(LIVE)


def test_wishes_are_taken_up_in_their_order_and_once(tmp_path: Path) -> None:
    changes = LiveChanges(tmp_path)
    assert changes.made() == []
    assert not changes.take_up(50)
    changes.wish({"augment_cap": 0.1})
    changes.wish({"augment_cap": 0.2})
    assert changes.made() == []
    assert changes.take_up(50)
    assert not changes.take_up(60)
    assert changes.made() == [{"images": 50, "augment_cap": n} for n in (0.1, 0.2)]


def test_a_damaged_wish_is_passed_over(tmp_path: Path) -> None:
    changes = LiveChanges(tmp_path)
    changes.wish({"augment_cap": 0.1})
    (tmp_path / "wanted" / "0-broken.json").write_text("{")
    assert changes.take_up(50)
    assert changes.made() == [{"images": 50, "augment_cap": 0.1}]
    assert not list((tmp_path / "wanted").iterdir())


def test_going_back_forgets_what_came_after(tmp_path: Path) -> None:
    changes = LiveChanges(tmp_path)
    for images in (100, 200, 300):
        changes.note(images, {"augment_cap": images / 1000})
    changes.forget(200)
    assert [line["images"] for line in changes.made()] == [100, 200]
    changes.note(150, {"augment_cap": 0.5})  # another try at this stretch: the last has the say
    assert [line["images"] for line in changes.made()] == [100, 150]
