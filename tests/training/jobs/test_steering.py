"""A run in progress, steered by its folder and by signals."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.training.jobs import jobs, steering, trash
from facegen.training.run.runs import Run
from tests.training.conftest import make_run
from tests.training.jobs.conftest import until


def test_a_job_is_paused_changed_stopped_and_goes_on(home: Path, store: FaceStore) -> None:
    run = make_run(home / "run", store)
    assert run.state == "new"
    jobs.resume(run, {"minutes": 60}, threads=1)
    assert run.state == "training"
    holder = run.lock.holder
    assert holder is not None
    assert holder.pid != os.getpid()
    assert holder.nice() == 1
    assert (run.config.minutes, run.config.kimg) == (60, None)
    with pytest.raises(TrainingError, match="is training already; stop it first"):
        jobs.resume(run)
    with pytest.raises(TrainingError, match="stop it before deleting it"):
        trash.delete(run)

    until(lambda: len(run.metrics()) > 2)
    steering.pause(run)
    until(lambda: run.state == "paused")
    images = run.metrics()[-1]["images"]
    steering.change(run, {"rate_generator": 0.0001})
    time.sleep(0.5)
    assert run.metrics()[-1]["images"] == images
    assert run.state == "paused"
    steering.proceed(run)
    until(lambda: run.metrics()[-1]["images"] > images)
    until(lambda: run.changes() != [])
    until(lambda: run.metrics()[-1]["rate_generator"] == 0.0001)
    assert run.state == "training"

    steering.stop(run)
    assert run.state == "stopped"
    assert "Stopped as asked" in run.last_words
    assert run.checkpoints()
    steering.stop(run)  # nothing to do
    with pytest.raises(TrainingError, match="is stopped, so there is nothing to pause"):
        steering.pause(run)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "but what was to be changed is nothing"),
        ({"batch": 3}, "is batch; for other settings"),
        ({"rate_generator": 0}, "--rate-generator. must be a number above 0"),
        ({"penalty_weight": float("inf")}, "--penalty-weight. must be a number from 0"),
        ({"augment_cap": True}, "but is True"),
        ({"augment_target": None}, "but is None"),
    ],
)
def test_changes_that_mean_nothing_are_refused(
    trained: Run, values: dict[str, object], message: str
) -> None:
    with pytest.raises(TrainingError, match=message):
        steering.change(trained, values)


HOLDER = """
import signal, sys, time
from pathlib import Path
from facegen.training.run.process import RunProcess
process, asked = RunProcess(Path(sys.argv[1])), []
signal.signal(signal.SIGTERM, lambda *_: asked.append(1) if len(sys.argv) < 3 else None)
with process.lock.held():
    process.begin()
    while not asked:
        time.sleep(0.01)
    process.end("stopped")
"""
"""A process that holds a run as one that trains does, and with a further word does not listen."""


def held(run: Run, *words: str) -> subprocess.Popen:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(run.folder), *words])
    until(lambda: run.lock.holder is not None)  # a moment after it is held
    return process


@pytest.fixture
def run(home: Path, store: FaceStore) -> Run:
    return make_run(home / "run", store)


def test_a_run_is_asked_to_stop_and_waited_for(run: Run) -> None:
    process = held(run)
    steering.stop(run)
    assert run.state == "stopped"
    assert process.wait() == 0
    steering.stop(run)
    steering.proceed(run)


def test_a_run_that_does_not_listen_is_told_of_and_ended_at_once(run: Run) -> None:
    process = held(run, "deaf")
    with pytest.raises(TrainingError, match="was asked to stop 0 seconds ago and still trains"):
        steering.stop(run, patience_sec=0.2)
    steering.kill(run)
    assert process.poll() is not None
    assert run.state == "stopped"
    steering.kill(run)


def test_a_queued_run_that_is_stopped_waits_no_longer(run: Run) -> None:
    run.process.queue(1)
    steering.ask_to_stop(run)
    assert run.state == "new"


def test_a_run_elsewhere_keeps_its_settings_and_is_stopped_where_it_is(run: Run) -> None:
    run.process.note_elsewhere({"job": "7", "owner": "ada", "url": ""})
    with pytest.raises(TrainingError, match="trains on another machine, where it keeps its set"):
        steering.change(run, {"rate_generator": 0.001})
    for act in (steering.ask_to_stop, steering.kill):
        with pytest.raises(TrainingError, match=f"nobody follows it .* follow {run.folder} --stop"):
            act(run)
    with pytest.raises(TrainingError, match="run is elsewhere, so there is nothing to pause"):
        steering.pause(run)
    assert run.state == "elsewhere"
    run.process.note_elsewhere({"ended": True})
