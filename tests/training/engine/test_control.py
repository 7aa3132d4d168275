"""A run is spoken to and speaks by way of its folder."""

import threading
import time
from pathlib import Path

import pytest

from facegen.data.store import FaceStore
from facegen.training.engine.control import RunControl
from facegen.training.engine.world import World
from facegen.training.run.runs import Run
from tests.training.conftest import TINY, make_run


@pytest.fixture
def run(tmp_path: Path, store: FaceStore) -> Run:
    return make_run(tmp_path / "run", store)


def control(run: Run, stop: bool = False) -> RunControl:
    return RunControl(run, TINY, World(), lambda: stop)


def test_wishes_hold_from_the_step_after_which_they_are_heard(run: Run) -> None:
    ear = control(run)
    assert ear.live(0).rate_generator == TINY.rate
    run.wishes.wish({"rate_generator": 0.001})
    assert ear.live(100).rate_generator == TINY.rate
    orders = ear.listen(64, 2.5)
    assert (orders.stop, orders.pause, orders.seconds) == (False, False, 2.5)
    assert ear.live(63).rate_generator == TINY.rate
    assert ear.live(64).rate_generator == 0.001
    assert control(run).live(64).rate_generator == 0.001  # and in the next sitting
    assert run.changes() == [{"images": 64, "rate_generator": 0.001}]


def test_an_end_goes_before_a_pause(run: Run) -> None:
    run.process.ask_to_pause(True)
    assert control(run).listen(16, 1.0).pause
    orders = control(run, stop=True).listen(16, 1.0)
    assert (orders.stop, orders.pause) == (True, False)


def test_another_process_than_the_first_neither_hears_nor_speaks(run: Run) -> None:
    class Second(World):
        """One of two, which agree on what the first says: nothing, here."""

        def largest(self, *values: float) -> list[float]:
            return list(values)

    second = RunControl(run, TINY, Second(1, 2), lambda: False)
    run.process.ask_to_pause(True)
    run.wishes.wish({"rate_generator": 0.001})
    assert not second.listen(16, 1.0).pause
    second.beat(16, 1.0)
    assert run.heartbeat is None
    assert run.changes() == []


def test_a_sign_of_life_is_given_about_once_a_second_with_the_pace(run: Run) -> None:
    voice = control(run)
    voice.beat(100, 2.0)
    first = run.heartbeat
    assert first is not None
    assert (first.images, first.images_per_sec) == (100, 0)
    voice.beat(200, 3.0)  # too soon
    assert run.heartbeat is not None
    assert run.heartbeat.images == 100
    voice._beat = (100, 2.0, time.monotonic() - 2)
    voice.beat(300, 6.0)
    beat = run.heartbeat
    assert beat is not None
    assert (beat.images, beat.images_per_sec) == (300, 50)


def test_a_pause_lasts_until_it_is_taken_back(run: Run) -> None:
    voice = control(run)
    run.process.ask_to_pause(True)

    def proceed() -> None:
        while not (beat := run.heartbeat) or not beat.paused:
            time.sleep(0.01)
        run.process.ask_to_pause(False)

    other = threading.Thread(target=proceed)
    other.start()
    waited = voice.wait(64, 2.0)
    other.join()
    assert waited > 0
    beat = run.heartbeat
    assert beat is not None
    assert (beat.images, beat.seconds, beat.paused) == (64, 2.0, False)


def test_a_pause_ends_where_an_end_is_wanted(run: Run) -> None:
    run.process.ask_to_pause(True)
    control(run, stop=True).wait(64, 2.0)
    assert run.process.is_to_pause
