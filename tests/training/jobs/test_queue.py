"""Runs that wait for their turn, trained by processes of their own."""

import os
import signal
from contextlib import ExitStack
from pathlib import Path

import pytest

from facegen.data.store import FaceStore
from facegen.training.jobs import jobs, queue, steering
from facegen.training.jobs.queue import advance, waiting
from facegen.training.run.lock import RunLock
from facegen.training.run.runs import Run
from tests.training.conftest import make_run, weights
from tests.training.jobs.conftest import until

pytestmark = pytest.mark.long


def test_who_came_first_is_first_and_what_trains_waits_no_more(home: Path) -> None:
    for name, since in (("late", 30), ("early", 10), ("middle", 20), ("damaged", '"x"')):
        (home / name).mkdir()
        (home / name / "queue.json").write_text(f'{{"since": {since}, "threads": 1}}')
    assert [run.folder.name for run in waiting(home)] == ["early", "middle", "late"]
    with Run(home / "early").lock.held():
        assert [run.folder.name for run in waiting(home)] == ["middle", "late"]


def test_where_nothing_waits_or_somebody_else_is_at_it_nothing_is_started(home: Path) -> None:
    assert advance(home) == []
    assert advance(home / "nowhere") == []
    (home / "run").mkdir()
    Run(home / "run").process.queue(1)
    with RunLock(home / "queue.lock").held():
        assert advance(home) == []
    assert advance(home, at_once=0) == []
    assert [run.folder.name for run in waiting(home)] == ["run"]


def test_a_run_that_cannot_be_read_keeps_no_other_waiting(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "odd").mkdir()
    for name in ("store.json", "metrics.jsonl", "config.json"):
        (home / "odd" / name).write_text("")
    (home / "run").mkdir()
    Run(home / "run").process.queue(1)
    launched = list[Run]()
    monkeypatch.setattr(queue, "launch_run", launched.append)
    assert advance(home) == launched == [Run(home / "run")]


def test_where_more_train_than_may_nothing_is_started(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("first", "second", "third", "waits", "too"):
        (home / name).mkdir()
        (home / name / "store.json").write_text("")
    for name in ("waits", "too"):
        Run(home / name).process.queue(1)
    launched = list[Run]()
    monkeypatch.setattr(queue, "launch_run", launched.append)
    with ExitStack() as trained:
        for name in ("first", "second", "third"):
            trained.enter_context(Run(home / name).lock.held())
        assert advance(home) == advance(home, at_once=2) == advance(home, at_once=3) == []
        assert not launched
        assert advance(home, at_once=4) == launched == [Run(home / "waits")]


def test_runs_wait_for_their_turn_and_the_one_that_ends_starts_the_next(
    home: Path, store: FaceStore
) -> None:
    first, second, third = (
        make_run(home / name, store, kimg=0.08) for name in ("first", "second", "third")
    )
    jobs.resume(first, {"minutes": 60}, threads=1)
    jobs.resume(second, threads=1)
    jobs.resume(third, threads=1)
    assert [run.state for run in (first, second, third)] == ["training", "queued", "queued"]
    assert [run.folder.name for run in waiting(home)] == ["second", "third"]
    steering.ask_to_stop(third)
    assert third.state == "new"
    steering.stop(first)
    until(lambda: second.state == "finished")
    assert weights(second)
    assert not advance(home)


def test_a_killed_job_is_seen_and_the_next_reader_starts_the_next(
    home: Path, store: FaceStore
) -> None:
    first, second = (make_run(home / name, store) for name in ("first", "second"))
    jobs.resume(first, {"minutes": 60}, threads=1)
    until(lambda: len(first.checkpoints()) > 0)
    jobs.resume(second, {"minutes": 60}, threads=1)
    assert second.state == "queued"
    holder = first.lock.holder
    assert holder is not None
    os.kill(holder.pid, signal.SIGKILL)
    until(lambda: first.state == "interrupted")
    assert [run.folder for run in advance(home)] == [second.folder]
    assert second.state == "starting"
    until(lambda: second.state == "training")
    steering.kill(second)
    assert second.state == "stopped"
    assert not second.lock.is_held


def test_a_process_that_dies_at_its_start_leaves_its_last_words(
    home: Path, store: FaceStore
) -> None:
    run = make_run(home / "run", store, precision="bfloat16")
    told = run.folder / "config.json"
    whole = told.read_text()
    told.write_text(whole.replace('"msg_gan"', '"mystery"'))
    run.process.queue(1)
    advance(home)
    until(lambda: run.state == "failed")
    assert "is not the configuration of a run ('mystery')" in run.last_words
    told.write_text(whole)
    jobs.resume(run, threads=1, wait=False)
    assert run.state == "starting"
    steering.stop(run)
    until(lambda: run.state in ("new", "stopped"))
