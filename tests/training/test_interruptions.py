"""Killed, asked to stop, out of room: real processes and real errors, and then going on."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.training.runs import Run
from tests.training.conftest import curves, make_run, make_training, progress, weights

ROOT = Path(__file__).parents[2]


def resume(run: Run) -> subprocess.Popen[bytes]:
    """Train a run in a process of its own, on one thread."""
    return subprocess.Popen(
        [sys.executable, "-m", "facegen.training", "resume", str(run.folder), "--threads=1"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
    )


def wait_for_images(run: Run, images: int) -> None:
    """Wait until a run's metrics tell of so many images."""
    deadline = time.monotonic() + 120
    while not (lines := run.metrics()) or lines[-1]["images"] < images:
        assert time.monotonic() < deadline
        time.sleep(0.002)


def grids(run: Run) -> dict[str, bytes]:
    return {
        str(path.relative_to(run.folder)): path.read_bytes()
        for path in run.folder.glob("grids/*/*.png")
    }


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory, store: FaceStore) -> Run:
    run = make_run(tmp_path_factory.mktemp("runs") / "unbroken", store)
    assert resume(run).wait() == 0
    assert progress(run)["images"] == 960
    return run


def assert_same(run: Run, unbroken: Run) -> None:
    assert weights(run) == weights(unbroken)
    assert progress(run) == progress(unbroken)
    assert curves(run) == curves(unbroken)
    assert grids(run) == grids(unbroken)


def test_a_killed_run_goes_on_as_if_nothing_had_been(
    tmp_path: Path, store: FaceStore, unbroken: Run
) -> None:
    run = make_run(tmp_path / "killed", store)
    process = resume(run)
    wait_for_images(run, 480)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = int(run.checkpoints()[-1].name)
    assert 240 <= kept < 960
    assert run.metrics()[-1]["images"] - kept <= 240
    with run.metrics_path.open("a") as file:
        file.write('{"images": 99999, "half a li')  # as a kill in the middle of a write leaves it
    assert run.state == "interrupted"
    assert resume(run).wait() == 0
    assert run.state == "finished"
    assert_same(run, unbroken)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_asked_to_stop_saves_and_leaves(
    tmp_path: Path, store: FaceStore, unbroken: Run, number: signal.Signals
) -> None:
    run = make_run(tmp_path / "asked", store)
    process = resume(run)
    wait_for_images(run, 160)
    process.send_signal(number)
    assert process.wait() == 0
    assert "Stopped as asked" in run.last_words
    assert 160 <= progress(run)["images"] < 960
    assert resume(run).wait() == 0
    assert_same(run, unbroken)


@contextmanager
def disk_of(size_bytes: int) -> Iterator[None]:
    """Let no file grow beyond a size: writing fails as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_the_last_checkpoint_whole(tmp_path: Path, store: FaceStore) -> None:
    straight = make_run(tmp_path / "straight", store, kimg=0.48)
    make_training(straight).train()
    run = make_run(tmp_path / "full", store, kimg=0.48)
    stopping = make_training(run)
    stopping.train(stop=lambda: stopping.progress.images >= 240)
    size = len(weights(run))
    with (
        disk_of(size // 2),
        pytest.raises(TrainingError, match="last whole checkpoint is 000000240"),
    ):
        make_training(run).train()
    assert [path.name for path in (run.folder / "checkpoints").iterdir()] == [
        path.name for path in run.checkpoints()
    ], "a partial checkpoint was left behind"
    assert len(weights(run)) == size
    make_training(run).train()
    assert weights(run) == weights(straight)
    assert curves(run)[-1] == curves(straight)[-1]


def test_two_processes_do_not_train_one_run(tmp_path: Path, store: FaceStore) -> None:
    run = make_run(tmp_path / "run", store)
    with run.lock.held():
        process = subprocess.run(
            [sys.executable, "-m", "facegen.training", "resume", str(run.folder)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )
    assert process.returncode == 2
    assert f"Process {os.getpid()} trains {run.folder} already" in process.stderr
