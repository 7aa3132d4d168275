"""A run that diverged, or whose checkpoint is damaged, goes back; what was changed comes again."""

import logging
import math
from pathlib import Path

import pytest
import torch

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.training.engine.batches import Draws
from facegen.training.engine.loop import MOST_FALLS, Training
from facegen.training.run.live import Live
from tests.training.conftest import TINY, curves, make_run, make_training, progress, weights


def poison(training: Training) -> None:
    """Do to the weights what a step of a diverging run does."""
    next(training.task.generator.parameters()).data.fill_(math.nan)


def test_a_nan_leads_back_to_the_last_good_checkpoint_at_half_the_rate(
    tmp_path: Path, store: FaceStore, caplog: pytest.LogCaptureFixture
) -> None:
    run = make_run(tmp_path / "run", store, kimg=0.48)
    training, poisoned = make_training(run), []

    def tell(share: float) -> None:
        if training.progress.images == 304 and not poisoned:
            poisoned.append(True)
            poison(training)

    with caplog.at_level(logging.WARNING):
        training.train(progress=tell)
    assert "Diverged after 320 images" in caplog.text
    assert "back to checkpoint 000000240, rate halved to 0.00125" in caplog.text
    assert progress(run)["rate_factor"] == 0.5
    assert [line["images"] for line in run.metrics()] == [0, 80, 160, 240, 320, 400, 480]
    assert all(math.isfinite(value) for line in run.metrics() for value in line.values())
    assert run.metrics()[4]["rate_generator"] == TINY.rate / 2


def test_falling_twice_from_a_checkpoint_goes_one_further_back(
    tmp_path: Path, store: FaceStore, caplog: pytest.LogCaptureFixture
) -> None:
    run = make_run(tmp_path / "run", store, kimg=0.48)
    training, poisoned = make_training(run), []

    def tell(share: float) -> None:
        if training.progress.images == 304 and len(poisoned) < 2:
            poisoned.append(True)
            poison(training)

    with caplog.at_level(logging.WARNING):
        training.train(progress=tell)
    assert "back to checkpoint 000000240" in caplog.messages[0]
    assert "back to checkpoint 000000000" in caplog.messages[1]
    assert progress(run)["images"] == 480


@pytest.mark.parametrize("loss", [2e4, -2e4])
def test_a_loss_beyond_all_bounds_leads_back_though_it_is_a_number(
    tmp_path: Path,
    store: FaceStore,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    loss: float,
) -> None:
    run = make_run(tmp_path / "run", store, kimg=0.16)
    training, wild = make_training(run), []
    step = training.task.step

    def step_wildly(draws: Draws, images: int, live: Live) -> dict[str, torch.Tensor]:
        seen = step(draws, images, live)
        if images == 64 and not wild:
            wild.append(True)
            seen["loss_generator"] = torch.tensor(5 * loss)  # of the five steps since the last line
        return seen

    monkeypatch.setattr(training.task, "step", step_wildly)
    with caplog.at_level(logging.WARNING):
        training.train()
    assert "Diverged after 80 images (the losses are " in caplog.text
    assert [line["images"] for line in run.metrics()] == [0, 80, 160]
    assert all(abs(line["loss_generator"]) < 100 for line in run.metrics()[1:])


def test_a_run_that_always_diverges_is_given_up(tmp_path: Path, store: FaceStore) -> None:
    training = make_training(make_run(tmp_path / "run", store))
    with pytest.raises(TrainingError, match=f"diverged {MOST_FALLS + 1} times.*lower --rate"):
        training.train(progress=lambda share: poison(training))


@pytest.mark.parametrize("name", ["state.safetensors", "state.json"])
def test_a_flipped_bit_leads_back_to_the_checkpoint_before(
    tmp_path: Path, store: FaceStore, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    run = make_run(tmp_path / "run", store, kimg=0.08)
    make_training(run).train()
    whole = weights(run)
    damaged = run.checkpoints()[-1]
    content = bytearray((damaged / name).read_bytes())
    content[-20] ^= 1
    (damaged / name).write_bytes(content)
    with caplog.at_level(logging.WARNING):
        make_training(run).train()
    assert "000000080 is damaged" in caplog.text
    assert "trying the one before" in caplog.text
    assert weights(run) == whole, "the way from the one before leads to the same place"
    assert (damaged.with_name("damaged-000000080") / name).read_bytes() == content


def test_where_no_checkpoint_can_be_read_nothing_is_lost(tmp_path: Path, store: FaceStore) -> None:
    run = make_run(tmp_path / "run", store, kimg=0.08)
    make_training(run).train()
    for checkpoint in run.checkpoints():
        state = checkpoint / "state.safetensors"
        state.write_bytes(state.read_bytes()[:1000])
    lines = curves(run)
    with pytest.raises(TrainingError, match="No checkpoint of .* can be read any more"):
        make_training(run).train()
    assert curves(run) == lines
    assert run.snapshots() == [0, 80]


def test_changes_are_made_while_it_trains_and_made_again_after_going_back(
    tmp_path: Path, store: FaceStore
) -> None:
    run = make_run(tmp_path / "changed", store, kimg=0.48)
    training = make_training(run)

    def tell(share: float) -> None:
        if training.progress.images == 160:
            run.wishes.wish({"rate_generator": 0.001, "penalty_weight": 0.5})
        if training.progress.images == 320:
            run.wishes.wish({"augment_cap": 0.0, "rate_discriminator": 0.004})

    training.train(progress=tell)
    made = [
        {"images": 176, "rate_generator": 0.001, "penalty_weight": 0.5},
        {"images": 336, "augment_cap": 0.0, "rate_discriminator": 0.004},
    ]
    assert run.changes() == made
    lines = {line["images"]: line for line in run.metrics()}
    assert lines[160]["rate_generator"] == TINY.rate
    assert lines[240]["rate_generator"] == 0.001
    assert lines[400]["augment"] == 0
    plain = make_run(tmp_path / "plain", store, kimg=0.48)
    make_training(plain).train()
    assert weights(run) != weights(plain)

    whole = weights(run)
    run.rewind(240)
    again = make_training(run)
    again.train(stop=lambda: again.progress.images >= 304)
    make_training(run).train()
    assert weights(run) == whole
    assert run.changes() == made

    run.rewind(240)
    run.wishes.wish({"rate_generator": 0.0005})
    make_training(run).train()
    assert run.changes() == [made[0], {"images": 240, "rate_generator": 0.0005}]
