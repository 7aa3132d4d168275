import logging
import signal
from pathlib import Path

import pytest
import torch

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.training.engine.machine import Machine
from facegen.training.engine.regression import Regression
from facegen.training.engine.session import train
from facegen.training.run.runs import Run
from tests.training.conftest import make_run
from tests.training.engine.conftest import NET


@pytest.fixture
def run(tmp_path: Path, store: FaceStore) -> Run:
    return make_run(tmp_path / "run", store, **NET, kimg=0.032)


def sit(run: Run) -> None:
    train(run, run.config, Machine.prepare(run.config, "cpu", threads=1))


def test_a_sitting_ends_finished_with_its_words_in_the_log(run: Run) -> None:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    sit(run)
    assert run.state == "finished"
    assert "The budget is spent after 32 images." in run.last_words
    assert run.machine["threads"] == 1
    assert not run.lock.is_held
    assert {number: signal.getsignal(number) for number in handlers} == handlers
    assert logging.getLogger("facegen").handlers == []


def test_a_precision_this_processor_is_slow_in_is_replaced_and_named(
    tmp_path: Path, store: FaceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "AVX2")
    run = make_run(tmp_path / "run", store, **NET, kimg=0.032, precision="bfloat16")
    sit(run)
    assert run.machine["precision"] == "float32"
    assert "no AVX-512" in (run.folder / "log.txt").read_text()


def test_what_cannot_go_on_is_said_in_the_log_too(run: Run) -> None:
    told = run.folder / "store.json"
    told.write_text(told.read_text().replace(run.faces["fingerprint"], "00000000"))
    with pytest.raises(TrainingError, match="have changed since"):
        sit(run)
    assert run.state == "failed"
    assert "have changed since" in run.last_words
    assert not run.lock.is_held


def test_an_error_of_ours_leaves_its_trace_and_a_brief_last_word(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("one thing\nand another")

    monkeypatch.setattr("facegen.training.engine.loop.Training.save", broken)
    with pytest.raises(ValueError, match="one thing"):
        sit(run)
    assert run.state == "failed"
    last = "It ended by an error in facegen, or for want of memory: ValueError: one thing"
    assert last in run.last_words
    assert "Traceback" in (run.folder / "log.txt").read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_step_end_and_saves(
    run: Run, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    taken = Regression.step

    def step(self: Regression, *words: object) -> object:
        signal.raise_signal(number)
        return taken(self, *words)  # type: ignore[arg-type]

    monkeypatch.setattr(Regression, "step", step)
    sit(run)
    assert run.state == "stopped"
    assert "Stopped as asked after 16 images." in run.last_words
    assert run.checkpoints()[-1].name == "000000016"


def test_who_comes_second_is_turned_away_and_leaves_all_as_it_was(run: Run) -> None:
    with run.lock.held():
        run.process.begin()
        with pytest.raises(TrainingError, match="trains .* already"):
            sit(run)
        assert run.state == "training"
