"""Killed, asked to stop, out of room: real processes and real errors, and then going on."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from facegen.data.store import FaceStore, open_store
from facegen.errors import StoreError, TrainingError
from facegen.training.jobs import jobs, steering
from facegen.training.run.runs import Run
from tests.training.conftest import curves, make_run, make_training, progress, weights

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]


def start_resumed(run: Run) -> subprocess.Popen[bytes]:
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
    assert start_resumed(run).wait() == 0
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
    process = start_resumed(run)
    wait_for_images(run, 480)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = int(run.checkpoints()[-1].name)
    assert 240 <= kept < 960
    assert run.metrics()[-1]["images"] - kept <= 240
    with run.metrics_path.open("a") as file:
        file.write('{"images": 99999, "half a li')  # as a kill in the middle of a write leaves it
    assert run.state == "interrupted"
    assert start_resumed(run).wait() == 0
    assert run.state == "finished"
    assert_same(run, unbroken)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_asked_to_stop_saves_and_leaves(
    tmp_path: Path, store: FaceStore, unbroken: Run, number: signal.Signals
) -> None:
    run = make_run(tmp_path / "asked", store)
    process = start_resumed(run)
    wait_for_images(run, 160)
    process.send_signal(number)
    assert process.wait() == 0
    assert "Stopped as asked" in run.last_words
    assert 160 <= progress(run)["images"] < 960
    assert start_resumed(run).wait() == 0
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
    assert process.returncode == 1
    assert f"Process {os.getpid()} trains {run.folder} already" in process.stderr


def test_a_store_deleted_under_a_run_is_missed_when_it_goes_on(
    tmp_path: Path, store: FaceStore
) -> None:
    faces = open_store(shutil.copytree(store.folder, tmp_path / "faces"))
    run = make_run(tmp_path / "runs" / "run", faces)
    process = start_resumed(run)
    wait_for_images(run, 160)
    shutil.move(faces.folder, tmp_path / "moved")
    process.send_signal(signal.SIGTERM)
    assert process.wait() == 0
    assert run.state == "stopped"
    kept = weights(run), curves(run), grids(run)
    with pytest.raises(StoreError, match="faces"):
        jobs.resume(run)
    assert start_resumed(run).wait() == 1
    assert run.state == "failed"
    assert str(faces.folder) in run.last_words
    assert (weights(run), curves(run), grids(run)) == kept
    shutil.move(tmp_path / "moved", faces.folder)
    assert start_resumed(run).wait() == 0
    assert run.state == "finished"


def test_a_run_of_a_newer_facegen_is_left_as_it_is(tmp_path: Path, store: FaceStore) -> None:
    run = make_run(tmp_path / "run", store, kimg=0.08)
    make_training(run).train()
    told = run.checkpoints()[-1] / "state.json"
    told.write_text(told.read_text().replace('"format": 1', '"format": 2'))
    config = run.folder / "config.json"
    before = config.read_text()
    for text, message in (
        (before, "is of checkpoint format 2, but this facegen reads 1"),
        (before.replace('"format": 1', '"format": 2'), "is of run format 2"),
    ):
        config.write_text(text)
        files = {
            path: path.read_bytes()
            for path in run.folder.rglob("*")
            if path.is_file() and path.name != "heartbeat.json"
        }
        with pytest.raises(TrainingError, match=message):
            make_training(run).train()
        assert files == {path: path.read_bytes() for path in files}


def test_a_change_made_before_a_kill_is_made_again(
    tmp_path: Path, store: FaceStore, unbroken: Run
) -> None:
    run = make_run(tmp_path / "killed", store)
    process = start_resumed(run)
    wait_for_images(run, 160)
    steering.change(run, {"rate_generator": 0.001, "augment_cap": 0.1})
    wait_for_images(run, 560)
    process.send_signal(signal.SIGKILL)
    process.wait()
    (changed,) = run.changes()
    run.rewind(240)  # whenever it was killed, this much is done again
    assert start_resumed(run).wait() == 0
    assert run.changes() == [changed]

    straight = make_run(tmp_path / "straight", store)
    (straight.folder / "changes.jsonl").write_text(json.dumps(changed) + "\n")
    make_training(straight).train()
    assert weights(run) == weights(straight) != weights(unbroken)
    assert curves(run) == curves(straight)
