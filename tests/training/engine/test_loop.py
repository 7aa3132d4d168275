import dataclasses
import math
import threading
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from facegen.data.store import FaceStore
from facegen.errors import StoreError, TrainingError
from facegen.metrics import Metric, ScaleMetric
from facegen.models.category_net import CategoryNetConfig
from facegen.models.layers import pyramid
from facegen.models.simple_gan import SimpleGanConfig
from facegen.training.engine.loop import Training
from tests.training.conftest import TINY, curves, make_run, make_training, progress, weights


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, store: FaceStore) -> Training:
    run = make_run(tmp_path_factory.mktemp("runs") / "finished", store, kimg=0.48)
    training = make_training(run)
    training.train()
    return training


def test_every_line_tells_the_same_story(finished: Training) -> None:
    lines = finished.run.metrics()
    assert [line["images"] for line in lines] == [0, 80, 160, 240, 320, 400, 480]
    always = {
        "seconds",
        "rate_generator",
        "loss_discriminator",
        "loss_generator",
        "sign_real",
        "sign_fake",
    }
    always |= {"gradient_discriminator", "gradient_generator", "augment", "images_per_sec"}
    always |= {"penalty", "seconds_left"}
    snapshot = {"consistency_004px", "consistency_008px", "sign_train", "sign_held_out"}
    snapshot |= {"frechet_random", "frechet_random_floor"}
    drift = {"drift_004px", "drift_008px", "drift_016px"}
    assert all(always <= line.keys() for line in lines[1:])
    scales = {one.at(px) for one in ScaleMetric for px in finished.run.scales_px}
    assert all(line.keys() <= set(Metric) | scales for line in lines)
    assert snapshot <= lines[0].keys()
    assert [line["images"] for line in lines if drift <= line.keys()] == [240, 480]
    assert all(math.isfinite(value) for line in lines for value in line.values())
    assert finished.run.snapshots() == [0, 240, 480]
    assert finished.run.scales_px == (4, 8, 16)


def test_only_the_newest_checkpoints_are_kept(tmp_path: Path, store: FaceStore) -> None:
    run = make_run(tmp_path / "run", store, kimg=0.24, checkpoint_kimg=0.08, keep_checkpoints=2)
    make_training(run).train()
    assert [path.name for path in run.checkpoints()] == ["000000160", "000000240"]


def test_the_rate_falls_to_a_tenth_over_the_last_quarter(finished: Training) -> None:
    rates = {line["images"]: line["rate_generator"] for line in finished.run.metrics()}
    assert rates[0] == rates[320] == TINY.rate
    expected = TINY.rate * (0.1 + 0.9 * (1 + math.cos(math.pi * (400 / 480 - 0.75) / 0.25)) / 2)
    assert rates[400] == pytest.approx(expected)
    assert rates[480] == pytest.approx(TINY.rate / 10)


def test_a_budget_of_minutes_ends_in_time(tmp_path: Path, store: FaceStore) -> None:
    run = make_run(tmp_path / "run", store, kimg=None, minutes=0.02)
    make_training(run).train()
    seconds = run.metrics()[-1]["seconds"]
    assert 1.2 <= seconds < 6
    assert run.done == 1


def test_equal_seeds_give_equal_runs_and_others_do_not(
    tmp_path: Path, store: FaceStore, finished: Training
) -> None:
    again = make_run(tmp_path / "again", store, kimg=0.48)
    make_training(again).train()
    assert weights(again) == weights(finished.run)
    other = make_run(tmp_path / "other", store, kimg=0.016, seed=1)
    make_training(other).train()
    assert other.metrics()[0]["consistency_004px"] != again.metrics()[0]["consistency_004px"]


def test_what_the_discriminator_says_is_kept(finished: Training) -> None:
    for images in finished.run.snapshots():
        scores = finished.run.scores(images)
        assert {name: len(some) for name, some in scores.items()} == {
            "samples": 96, "train": 96, "held_out": 32,
        }  # fmt: skip
        line = next(line for line in finished.run.metrics() if line["images"] == images)
        assert line["sign_train"] == pytest.approx(np.mean(np.array(scores["train"]) > 0))
        sign = np.mean(np.array(scores["held_out"]) > 0)
        assert line["sign_held_out"] == pytest.approx(sign)
    real = pyramid(finished.faces.take(finished.faces.spread(96)), 3)
    judge = finished.task.networks["discriminator"].eval()
    logits = [
        logit
        for part in zip(*(scale.split(64) for scale in real), strict=True)
        for logit in judge(part)
    ]
    assert finished.run.scores(480)["train"] == pytest.approx(list(map(float, logits)), abs=1e-3)
    assert finished.run.scores(7) == {}


def test_what_is_added_to_every_logit_means_nothing_to_a_relative_loss(
    tmp_path: Path, store: FaceStore
) -> None:
    runs = {}
    for shift in (0.0, 50.0):
        run = make_run(tmp_path / f"{shift:g}", store, loss="rp", penalty="r1r2", kimg=0.08)
        training = make_training(run)
        with torch.no_grad():
            training.task.networks["discriminator"].logit.bias.fill_(shift)  # type: ignore
        training.train()
        runs[shift] = run
    assert min(runs[50.0].scores(80)["train"]) > 40
    for name in ("train", "held_out", "real", "fake"):
        plain, shifted = (runs[shift].metrics()[-1][f"sign_{name}"] for shift in (0.0, 50.0))
        assert shifted == pytest.approx(plain, abs=0.1)
    real, fake = torch.tensor([101.0, 103.0]), torch.tensor([99.0, 101.0])
    assert training.task.zero(real, fake) == 101


def test_a_paused_run_saves_waits_and_goes_on_to_the_same_end(
    tmp_path: Path, store: FaceStore, finished: Training, caplog: pytest.LogCaptureFixture
) -> None:
    run = make_run(tmp_path / "paused", store, kimg=0.48)
    training, seen = make_training(run), []

    def proceed() -> None:
        while not (beat := run.heartbeat) or not beat.paused:
            time.sleep(0.01)
        seen.append((run.checkpoints()[-1].name, beat.images))
        time.sleep(1.0)
        run.process.ask_to_pause(False)

    def tell(share: float) -> None:
        if training.progress.images == 96:
            run.process.ask_to_pause(True)
            threading.Thread(target=proceed).start()

    began = time.monotonic()
    with caplog.at_level("INFO"):
        training.train(progress=tell)
    assert seen == [("000000112", 112)]
    assert caplog.messages == [
        "Paused after 112 images.",
        "Going on after 112 images.",
        "The budget is spent after 480 images.",
    ]
    assert weights(run) == weights(finished.run)
    assert training.progress.seconds < time.monotonic() - began - 0.9, "waiting is no training"


def test_a_checkpoint_of_another_shape_is_refused(tmp_path: Path, store: FaceStore) -> None:
    run = make_run(tmp_path / "run", store, kimg=0.08)
    make_training(run).train()
    model = dataclasses.replace(TINY.model, latent_dim=16)
    run.write_config(dataclasses.replace(run.config, model=model))
    with pytest.raises(TrainingError, match="does not fit the configuration of its run"):
        make_training(run).train()


def test_faces_of_another_size_are_refused(tmp_path: Path, store: FaceStore) -> None:
    larger = dataclasses.replace(
        TINY.model, generator_channels=(8,) * 5, discriminator_channels=(8,) * 5
    )
    run = make_run(tmp_path / "run", store, model=larger)
    with pytest.raises(TrainingError, match=r"faces of 64 px.*32 px"):
        make_training(run)


def test_other_faces_than_it_began_with_are_refused(tmp_path: Path, store: FaceStore) -> None:
    run = make_run(tmp_path / "run", store)
    told = run.folder / "store.json"
    told.write_text(told.read_text().replace(store.fingerprint, "00000000"))
    with pytest.raises(TrainingError, match="have changed since"):
        run.open_store()
    told.write_text(told.read_text().replace(str(store.folder), str(tmp_path / "gone")))
    with pytest.raises(StoreError, match="gone"):
        run.open_store()


@pytest.mark.parametrize(
    "changes",
    [
        {"loss": "rahinge", "penalty": "none"},
        {"loss": "rp", "penalty": "r1r2"},
        {"loss": "wgan", "penalty": "wgan", "penalty_weight": 10.0, "penalty_interval": 1},
        {"precision": "bfloat16"},
        {
            "model": SimpleGanConfig(size_px=32, width=8, latent_dim=8),
            "loss": "crossentropy",
            "penalty": "none",
            "optimizer": "rmsprop",
            "clip": 1.0,
        },
        {
            "model": CategoryNetConfig(attributes=("Bright", "Large"), channels=(8, 8, 8)),
            "loss": "pixel",
            "penalty": "none",
        },
    ],
    ids=["rahinge", "rp", "wgan", "bfloat16", "simple", "category"],
)
def test_every_kind_of_run_resumes_exactly(
    tmp_path: Path, store: FaceStore, changes: dict[str, object]
) -> None:
    changes = {"kimg": 0.16, "checkpoint_kimg": 10.0, **changes}
    straight = make_run(tmp_path / "straight", store, **changes)
    make_training(straight).train()
    broken = make_run(tmp_path / "broken", store, **changes)
    stopping = make_training(broken)
    stopping.train(stop=lambda: stopping.progress.images >= 64)
    assert progress(broken)["images"] == 64
    make_training(broken).train()
    assert weights(broken) == weights(straight)
    assert curves(broken) == curves(straight)


def test_the_category_net_learns_what_attributes_look_like(
    tmp_path: Path, store: FaceStore
) -> None:
    model = CategoryNetConfig(attributes=store.attribute_names, channels=(16, 16, 16))
    run = make_run(
        tmp_path / "run", store, model=model, loss="pixel", kimg=2.4, rate=0.02, flip=False,
        betas=(0.9, 0.99), ema_kimg=0.2,
    )  # fmt: skip
    training = make_training(run)
    training.train()
    rows = store.rows_in("train")
    known = store.attributes_of(rows)
    groups = [(bright, large) for bright in (0, 1) for large in (0, 1)]
    for group in groups:
        mine = rows[(known == group).all(1)]
        mean = store.faces[mine].mean(0).reshape(16, 2, 16, 2, 3).mean((1, 3)) / 127.5 - 1
        (made,) = training.task.render(torch.tensor([group], dtype=torch.float32))
        assert np.abs(made[0].permute(1, 2, 0).numpy() - mean).mean() < 0.1
