import dataclasses
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.processes import remember_process
from facegen.training.engine.adversarial import Adversarial
from facegen.training.engine.batches import Faces
from facegen.training.engine.machine import Machine
from facegen.training.jobs import jobs, queue, steering, trash
from facegen.training.jobs.jobs import LIMITS
from facegen.training.jobs.limits import Limits, bytes_of
from facegen.training.jobs.queue import advance, waiting
from facegen.training.run.presets import PRESETS
from facegen.training.run.process import SILENT_SEC
from facegen.training.run.runs import Run
from tests.training.conftest import TINY, make_run, make_training, weights


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of runs, none of which trains any more afterwards."""
    monkeypatch.setattr(queue, "NICENESS", 1)  # or a busy machine would never come to them
    yield tmp_path
    for path in tmp_path.glob("*/store.json"):
        steering.kill(Run(path.parent))


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


def test_a_job_that_cannot_start_says_why(home: Path, store: FaceStore) -> None:
    with pytest.raises(TrainingError, match=r"faces of 64 px.*32 px"):
        jobs.start(home / "run", store.folder, {"preset": "xs"})
    for options, message in (
        ({"preset": "huge"}, "--preset must be one of .* but is huge"),
        ({"batch": float("nan")}, "--batch must be a whole number from 1 and at most 4096"),
        ({"batch": "many"}, "but is many"),
        ({"rate": 10**400}, "--rate must be a number above 0 and at most 1"),
        ({"loss": ["wgan"]}, "--loss must be one of"),
        ({"flip": 3}, "--flip must be true or false"),
        ({"model": None, "layers": 3}, "no option layers to choose"),
        ({"kimg": 1, "minutes": 1}, "either --kimg or --minutes"),
    ):
        with pytest.raises(TrainingError, match=message):
            jobs.start(home / "run", store.folder, options)
    assert not (home / "run").exists()


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


def test_a_number_that_another_process_has_now_is_not_taken_for_ours(
    home: Path, store: FaceStore
) -> None:
    run = make_run(home / "run", store)
    told = remember_process(psutil.Process()) | {"started": 1.0}
    (run.folder / "launched.json").write_text(str(told).replace("'", '"'))
    assert run.state == "failed"
    with run.lock.held():
        run.lock.path.write_text(str(told).replace("'", '"'))
        assert run.lock.holder is None
        with pytest.raises(TrainingError, match="cannot be seen from here"):
            steering.stop(run)


def test_a_process_without_a_sign_of_life_is_silent(home: Path, store: FaceStore) -> None:
    run = make_run(home / "run", store)
    with run.lock.held():
        run.process.begin()
        assert run.state == "training"
        run.process.beat(16, 1.0, 16.0, paused=False)
        assert run.state == "training"
        long_ago = time.time() - SILENT_SEC - 1
        os.utime(run.lock.path, (long_ago, long_ago))
        assert run.state == "training"
        beat = run.folder / "heartbeat.json"
        at = run.heartbeat
        assert at is not None
        beat.write_text(beat.read_text().replace('"at": ', '"at": 1e9, "was": '))
        assert run.state == "silent"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, store: FaceStore) -> Run:
    """960 images with three checkpoints and one change."""
    run = make_run(tmp_path_factory.mktemp("runs") / "trained", store)
    run.wishes.wish({"rate_generator": 0.002})
    make_training(run).train()
    assert [path.name for path in run.checkpoints()] == ["000000480", "000000720", "000000960"]
    return run


@pytest.mark.slow
def test_a_branch_is_what_a_changed_run_would_have_become(
    home: Path, store: FaceStore, trained: Run
) -> None:
    run = jobs.branch(trained, 720, home / "branch", {"rate": 0.001, "kimg": 1.2}, threads=1)
    assert run.parent == {
        "run": "trained", "images": 720, "changes": {"rate": 0.001, "kimg": 1.2},
    }  # fmt: skip
    until(lambda: run.state == "finished")
    assert [line["images"] for line in run.metrics()] == list(range(0, 1201, 80))
    assert trained.metrics()[-1]["images"] == 960

    other = make_run(home / "other", store)
    other.wishes.wish({"rate_generator": 0.002})
    training = make_training(other)
    training.train(stop=lambda: training.progress.images >= 720)
    other.write_config(run.config)
    other.wishes.wish({"rate_generator": 0.001, "rate_discriminator": 0.001})
    make_training(other).train()
    assert weights(other) == weights(run)
    assert other.changes() == run.changes()


def test_what_cannot_branch_is_named(home: Path, trained: Run) -> None:
    for images, options, message in (
        (500, {}, "no checkpoint after 500 images; there are: 480, 720, 960"),
        (480, {"optimizer": "rmsprop"}, "optimizer cannot be changed"),
        (480, {"preset": "s"}, "preset"),
        (480, {"rate": -1}, "--rate must be"),
    ):
        with pytest.raises(TrainingError, match=message):
            jobs.branch(trained, images, home / "branch", options)
    (home / "there").mkdir()
    with pytest.raises(TrainingError, match="is there already"):
        jobs.branch(trained, 480, home / "there", {})
    assert [path.name for path in home.iterdir()] == ["there"]


def test_going_back_to_a_checkpoint_forgets_what_came_after(
    home: Path, store: FaceStore, trained: Run
) -> None:
    run = make_run(home / "run", store)
    training = make_training(run)

    def tell(share: float) -> None:
        if training.progress.images == 800:
            run.wishes.wish({"rate_generator": 0.0001})

    training.train(progress=tell)
    assert [line["images"] for line in run.changes()] == [816]
    jobs.restart(run, 720, threads=1)
    until(lambda: run.state == "finished")
    assert run.changes() == []
    plain = make_run(home / "plain", store)
    make_training(plain).train()
    assert weights(run) == weights(plain)
    with pytest.raises(TrainingError, match=r"has spent its budget of 0\.96 kimg; give it more"):
        jobs.resume(run)
    with pytest.raises(TrainingError, match="so rate cannot be chosen now"):
        jobs.resume(run, {"rate": 0.1})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "but what was to be changed is nothing"),
        ({"batch": 3}, "is batch; for other settings"),
        ({"rate_generator": 0}, "--rate-generator must be a number above 0"),
        ({"penalty_weight": float("inf")}, "--penalty-weight must be a number from 0"),
        ({"augment_cap": True}, "but is True"),
        ({"augment_target": None}, "but is None"),
    ],
)
def test_changes_that_mean_nothing_are_refused(
    trained: Run, values: dict[str, object], message: str
) -> None:
    with pytest.raises(TrainingError, match=message):
        steering.change(trained, values)


def test_a_deleted_run_can_be_had_back(home: Path, store: FaceStore) -> None:
    run = make_run(home / "run", store)
    token = trash.delete(run)
    assert not run.folder.exists()
    make_run(home / "run", store)
    with pytest.raises(TrainingError, match="another run named run now"):
        trash.restore(home, token)
    other = trash.delete(run)
    assert trash.restore(home, token).config == TINY
    for wrong in (token, "nonsense", "../run", ""):
        with pytest.raises(TrainingError, match="not in the trash any more"):
            trash.restore(home, wrong)
    trash.empty(home, older_than_sec=3600)
    assert (home / trash.TRASH / other).exists()
    trash.empty(home)
    assert not (home / trash.TRASH / other).exists()


def test_limits_are_held_to_before_anything_is_made(home: Path, store: FaceStore) -> None:
    make_run(home / "run", store)
    for limits, message in (
        (Limits(kimg=0.5), "--kimg must be at most 0.5 here, but is 0.96"),
        (Limits(runs=1), "There are 1 runs in"),
        (Limits(run_mb=0.001), "would take about 1 MB, and 0 MB are allowed"),
        (Limits(free_mb=1e12), r"only .* MB are free"),
    ):
        with pytest.raises(TrainingError, match=message):
            limits.check(home, TINY)
    LIMITS.check(home / "not" / "there", TINY)


def test_the_room_a_run_takes_is_foreseen(home: Path, store: FaceStore, trained: Run) -> None:
    assert 0.4 * trained.size_bytes < bytes_of(TINY) < 2 * trained.size_bytes
    config = PRESETS["s"]
    machine = Machine.prepare(config, "cpu", threads=1)
    larger = dataclasses.replace(store, manifest=dataclasses.replace(store.manifest, size_px=64))
    task = Adversarial(config, machine, Faces(larger, np.arange(8), 64, machine.device))
    weights_now = sum(p.numel() for network in task.networks.values() for p in network.parameters())
    moments = 2 * sum(
        p.numel() for name in task.optimizers for p in task.networks[name].parameters()
    )
    room = 4 * (weights_now + moments) * (config.keep_checkpoints + 1)
    assert room < bytes_of(config) < 2 * room
