import shutil
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.models.checkpoint import load_checkpoint
from facegen.models.latents import latents_of
from facegen.training.engine.grow import DISCRIMINATOR
from facegen.training.outcome.export import export
from facegen.training.outcome.trained import averaged, load_discriminator
from facegen.training.run.runs import Run
from tests.training.conftest import TINY, make_run, make_training


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, store: FaceStore) -> Run:
    run = make_run(tmp_path_factory.mktemp("runs") / "run", store, kimg=0.032, metrics_kimg=0.016)
    make_training(run).train()
    return run


@torch.no_grad()
def test_the_checkpoint_is_the_averaged_generator_of_16_bits(run: Run, tmp_path: Path) -> None:
    model = export(run, tmp_path / "mine")
    loaded = load_checkpoint(tmp_path / "mine")
    rounded = averaged(run).half().float()
    latents = latents_of(range(64), 8)
    for found, expected in zip(loaded(latents), rounded(latents), strict=True):
        torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)
    gaps = [
        float((a - b).abs().mean()) * 127.5
        for a, b in zip(averaged(run)(latents), rounded(latents), strict=True)
    ]
    assert model.facts["rounding"] == pytest.approx(max(gaps), abs=2e-3)


def test_it_says_where_it_is_from_and_how_it_was_trained(run: Run, tmp_path: Path) -> None:
    export(run, tmp_path / "mine")
    facts = load_checkpoint(tmp_path / "mine").facts
    assert facts["name"] == "mine"
    assert facts["data"] == run.faces
    training = facts["training"]
    assert (training["images"], training["batch"], training["rate"]) == (32, 16, TINY.rate)
    assert not {"model", "ema_others_kimg", "grown_from", "grown_rate_factor"} & training.keys()
    card = (tmp_path / "mine" / "README.md").read_text()
    assert "# mine" in card
    assert (tmp_path / "mine" / "training" / "losses.svg").is_file()
    assert not (tmp_path / "mine" / DISCRIMINATOR).exists()


def test_the_discriminator_is_put_beside_where_that_is_asked_for(run: Run, tmp_path: Path) -> None:
    export(run, tmp_path / "mine", discriminator=True)
    kept = safetensors.torch.load_file(tmp_path / "mine" / DISCRIMINATOR)
    state = load_discriminator(run, 32).state_dict()
    assert kept.keys() == state.keys()
    for name, value in state.items():
        assert kept[name].dtype == torch.float16
        np.testing.assert_array_equal(kept[name], value.half())
    export(run, tmp_path / "mine")
    assert not (tmp_path / "mine" / DISCRIMINATOR).exists()  # it judged the one that was there


def test_the_card_says_what_was_changed_while_it_learned(run: Run, tmp_path: Path) -> None:
    other = Run(shutil.copytree(run.folder, tmp_path / "other"))
    other.wishes.note(16, {"rate_generator": 0.001, "penalty_weight": 2.0})
    other.wishes.note(48, {"augment_cap": 0.1})  # after the checkpoint
    training = export(other, tmp_path / "mine").facts["training"]
    assert training["changed"] == "after 16 images rate generator 0.001, penalty weight 2"
    assert "| changed | after 16 images rate" in (tmp_path / "mine" / "README.md").read_text()
    assert "changed" not in export(run, tmp_path / "plain").facts["training"]


def test_an_older_checkpoint_there_is_replaced(run: Run, tmp_path: Path) -> None:
    for _ in range(2):
        export(run, tmp_path / "mine")
    assert load_checkpoint(tmp_path / "mine").facts["training"]["images"] == 32


def test_what_cannot_be_exported_is_said(tmp_path: Path, store: FaceStore, run: Run) -> None:
    with pytest.raises(TrainingError, match="has no checkpoint yet"):
        export(make_run(tmp_path / "new", store), tmp_path / "mine")
    with pytest.raises(TrainingError, match="averages of the half-lives 10 thousand"):
        export(run, tmp_path / "mine", ema_kimg=3.0)
    assert not (tmp_path / "mine").exists()
