import time

import pytest

from facegen.training.sprint.course import BEGIN_SEC, STALLED_SEC, TRIAL_SEC, Course


@pytest.mark.parametrize("seconds", [60.0, 600.0])
def test_what_is_left_is_shared_out_between_beginning_training_and_the_end(seconds: float) -> None:
    course = Course(seconds, began=time.monotonic() - seconds / 2)
    assert course.left == pytest.approx(seconds / 2, abs=5)
    shared = course.begin_sec + course.training_sec + course.end_sec
    assert shared == pytest.approx(course.left, abs=1)
    assert course.begin_sec == min(BEGIN_SEC, seconds / 10)
    assert course.end_sec == min(30, seconds / 6)
    assert course.trial_sec == min(TRIAL_SEC, seconds / 4)
    assert course.stalled_sec == STALLED_SEC


def test_a_rehearsal_has_patience_with_a_busy_machine() -> None:
    course = Course(800, rehearse=True)
    assert (course.trial_sec, course.stalled_sec) == (200, 400)


def test_when_the_time_is_up_nothing_is_left_to_train_in() -> None:
    course = Course(60, began=time.monotonic() - 61)
    assert course.left < 0
    assert course.training_sec < 0


def test_what_is_noted_is_kept_with_its_second(caplog: pytest.LogCaptureFixture) -> None:
    course = Course(600, began=time.monotonic() - 30)
    course.note("thirty")
    assert course.facts["seconds"] == 600
    (note,) = course.facts["notes"]
    second, _, words = note.partition(" s: ")
    assert 30 <= int(second) < 60
    assert words == "thirty"


def test_what_was_begun_ends_with_it() -> None:
    course = Course(600, device="cpu")
    child = course.child("trials", "nowhere", "sprint-tiny:16")
    course.end()
    assert child.ended
    course.end()
