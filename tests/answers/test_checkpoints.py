"""Which generators there are, and a run's opened again as it gets further."""

import dataclasses
import shutil
from pathlib import Path

import pytest
import torch

from facegen.answers import checkpoints
from facegen.answers.checkpoints import MOST_OPEN, Checkpoints
from facegen.config import Settings
from facegen.errors import FacegenError, ModelError
from facegen.latent.recipe import Recipe
from facegen.latent.request import Face
from facegen.models.checkpoint import load_checkpoint
from facegen.training.outcome.export import export
from tests.tiny import save_tiny
from tests.training.conftest import make_run, make_training
from tests.training.conftest import store as drawn_store

store = drawn_store


@pytest.fixture(autouse=True)
def look_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "FRESH_SEC", 0.0)


def saved(folder: Path, seed: int = 0) -> Path:
    return save_tiny(folder, seed, (8, 8))


def settings(home: Path, *named: Path | str) -> Settings:
    return Settings.from_environment(
        {"FACEGEN_HOME": str(home), "FACEGEN_CHECKPOINT": ":".join(map(str, named))}
    )


def test_the_person_s_own_come_first_and_are_opened_once(tmp_path: Path):
    found = Checkpoints(settings(tmp_path, saved(tmp_path / "b"), saved(tmp_path / "a")))
    assert [choice.key for choice in found.choices()][:2] == ["b", "a"]
    assert found.open("") is found.open("b")
    assert found.open("a") is not found.open("b")


def test_what_is_no_generator_is_not_listed(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    keys = [c.key for c in Checkpoints(settings(tmp_path, tmp_path / "empty")).choices()]
    assert "empty" not in keys
    assert "attributes" not in keys


def test_only_the_few_used_last_stay_open(tmp_path: Path):
    names = [f"c{i}" for i in range(MOST_OPEN + 1)]
    found = Checkpoints(settings(tmp_path, *(saved(tmp_path / name) for name in names)))
    first = found.open(names[0])
    for name in names[1:]:
        found.open(name)
    assert found.open(names[0]) is not first


def test_new_weights_are_opened_anew(tmp_path: Path):
    found = Checkpoints(settings(tmp_path, saved(tmp_path / "a")))
    before = found.open("a")
    saved(tmp_path / "a", seed=1)
    assert found.open("a") is not before


def test_an_unknown_one_is_named_with_those_there_are(tmp_path: Path):
    found = Checkpoints(settings(tmp_path, saved(tmp_path / "a")))
    with pytest.raises(ModelError, match="no checkpoint 'x' here. Choose from: a"):
        found.open("x")


def test_a_damaged_one_says_so_and_spoils_no_other(tmp_path: Path):
    found = Checkpoints(settings(tmp_path, saved(tmp_path / "bad"), saved(tmp_path / "good")))
    (tmp_path / "bad" / "model.safetensors").write_bytes(b"?")
    with pytest.raises(FacegenError, match="damaged"):
        found.open("bad")
    assert found.open("good").scales_px == (4, 8)


def test_a_run_is_opened_again_when_it_has_got_further(tmp_path: Path, store):
    run = make_run(tmp_path / "runs" / "mine", store, kimg=0.24, keep_checkpoints=9)
    found = Checkpoints(settings(tmp_path))
    assert "run:mine" not in [choice.key for choice in found.choices()]
    make_training(run).train()
    first = found.open("run:mine")
    assert first is found.open("run:mine")
    run.write_config(dataclasses.replace(run.config, kimg=0.48))
    make_training(run).train()
    second = found.open("run:mine")
    assert second is not first
    export(run, tmp_path / "expected")
    face = Face(Recipe(3))
    latest = load_checkpoint(tmp_path / "expected")
    torch.testing.assert_close(second.generator.mean_style, latest.mean_style)
    assert not torch.equal(first.style_of(face), second.style_of(face))
    shutil.rmtree(run.folder)
    with pytest.raises(ModelError, match="no checkpoint 'run:mine'|no generator here yet"):
        found.open("run:mine")


def test_a_name_on_the_hub_without_a_network_says_so(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    found = Checkpoints(settings(tmp_path, "nobody/no-such-generator"))
    assert found.choices()[0].label == "nobody/no-such-generator · from the Hub"
    with pytest.raises(FacegenError, match="not on this disk, and HF_HUB_OFFLINE forbids"):
        found.open("")


def test_a_name_on_the_hub_that_nobody_fetched_says_how(tmp_path: Path):
    with pytest.raises(ModelError, match="ada/faces has not been fetched .* Generator chooser"):
        Checkpoints(settings(tmp_path)).find("ada/faces")
