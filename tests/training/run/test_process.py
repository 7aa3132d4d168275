"""What the folder of a run tells of its process, written as each of them writes it."""

import json
import os
import time
from pathlib import Path

import psutil
import pytest

from facegen.errors import TrainingError
from facegen.processes import remember_process
from facegen.training.jobs import steering
from facegen.training.run.process import ENDINGS, SILENT_SEC, Ending, RunProcess
from facegen.training.run.runs import Run


@pytest.fixture
def process(tmp_path: Path) -> RunProcess:
    return RunProcess(tmp_path)


def test_a_run_is_new_then_queued_then_trains_and_ends(process: RunProcess) -> None:
    assert process.state == "new"
    process.queue(threads=2)
    assert process.state == "queued"
    assert process.threads == 2
    assert time.time() - (process.waits_since or 0) < 60
    with process.lock.held():
        assert process.state == "training"
        process.begin()
        assert process.waits_since is None
        process.beat(16, 1.0, 16.0, paused=False)
        assert process.state == "training"
        process.beat(32, 2.0, 0.0, paused=True)
        assert process.state == "paused"
        process.end("finished")
    assert process.state == "finished"
    process.queue(threads=0)
    process.leave_queue()
    assert process.state == "finished"


@pytest.mark.parametrize("ending", ENDINGS)
def test_how_a_sitting_ended_is_told_by_its_own_word(process: RunProcess, ending: Ending) -> None:
    with process.lock.held():
        process.begin()
        process.end(ending)
    assert process.state == ending


def test_what_left_no_word_was_killed_and_what_has_lines_was_stopped(process: RunProcess) -> None:
    (process.folder / "metrics.jsonl").touch()
    assert process.state == "stopped"  # of a run that was brought here without a lock
    with process.lock.held():
        process.begin()
    assert process.state == "interrupted"
    (process.folder / "ended.json").write_text(json.dumps({"state": "asleep"}))
    assert process.state == "interrupted"


def test_a_start_is_one_until_the_lock_is_taken_or_its_process_is_gone(
    process: RunProcess,
) -> None:
    launched = process.folder / "launched.json"
    launched.write_text(json.dumps(remember_process(psutil.Process())))
    assert process.state == "starting"
    with process.lock.held():
        assert process.state == "starting"
        process.begin()
        assert process.state == "training"
    launched.write_text(json.dumps(remember_process(psutil.Process()) | {"started": 1.0}))
    assert process.state == "failed"
    process.queue(0)
    assert process.state == "queued"  # and the start that failed is forgotten
    assert not launched.exists()


def test_a_job_elsewhere_has_the_run_until_it_has_ended(process: RunProcess) -> None:
    told = {"job": "7", "owner": "ada", "url": "x"}
    process.note_elsewhere(told)
    assert (process.state, process.elsewhere) == ("elsewhere", told)
    with process.lock.held():  # by who follows it
        assert process.state == "elsewhere"
    process.note_elsewhere(told | {"ended": True})
    assert process.elsewhere == {}
    assert process.state == "interrupted"


def test_a_sign_of_life_says_how_far_it_is(process: RunProcess) -> None:
    assert process.heartbeat is None
    process.beat(1234, 5.678, 217.34, paused=True)
    beat = process.heartbeat
    assert beat is not None
    assert (beat.images, beat.seconds, beat.images_per_sec, beat.paused) == (1234, 5.7, 217.3, True)
    assert 0 <= beat.age_sec < 60
    path = process.folder / "heartbeat.json"
    for text in ("", "{", "[]", "{}", '{"images": "many"}', '{"images": 1}'):
        path.write_text(text)
        assert process.heartbeat is None


def test_a_pause_is_wanted_while_the_file_is_there(process: RunProcess) -> None:
    process.ask_to_pause(True)
    process.ask_to_pause(True)
    assert process.is_to_pause
    process.ask_to_pause(False)
    process.ask_to_pause(False)
    assert not process.is_to_pause
    process.ask_to_pause(True)
    process.begin()
    assert not process.is_to_pause


def test_a_damaged_queue_is_none(process: RunProcess) -> None:
    for text in ("{", "[]", '{"since": "now", "threads": "all"}'):
        (process.folder / "queue.json").write_text(text)
        assert process.waits_since is None
        assert process.threads == 0
        assert process.state == "new"


def test_a_process_without_a_sign_of_life_is_silent(process: RunProcess) -> None:
    with process.lock.held():
        process.begin()
        process.beat(16, 1.0, 16.0, paused=False)
        long_ago = time.time() - SILENT_SEC - 1
        os.utime(process.lock.path, (long_ago, long_ago))
        assert process.state == "training"
        beat = process.folder / "heartbeat.json"
        beat.write_text(beat.read_text().replace('"at": ', '"at": 1e9, "was": '))
        assert process.state == "silent"
        os.utime(process.lock.path)  # taken up again, it need not have given one yet
        assert process.state == "training"


def test_a_number_that_another_process_has_now_is_not_taken_for_ours(process: RunProcess) -> None:
    told = json.dumps(remember_process(psutil.Process()) | {"started": 1.0})
    with process.lock.held():
        process.lock.path.write_text(told)
        assert process.lock.holder is None
        with pytest.raises(TrainingError, match="cannot be seen from here"):
            steering.stop(Run(process.folder))
