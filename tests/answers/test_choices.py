"""What may be chosen as a generator, how it is described, and how it opens."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import torch

from facegen.answers.choices import described, in_folder, of_run, opened, size_of
from facegen.data.store import FaceStore
from facegen.errors import ModelError
from facegen.latent.recipe import Recipe
from facegen.latent.request import Face
from facegen.models.checkpoint import load_checkpoint
from facegen.models.latents import latents_of
from tests.tiny import save_tiny
from tests.training.conftest import make_run, make_training
from tests.training.conftest import store as drawn_store

store = drawn_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return save_tiny(tmp_path / "tiny")


def told(folder: Path, **changes: Any) -> None:
    """Change what a checkpoint says of itself."""
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_a_folder_is_chosen_by_its_name_and_opens_as_what_it_holds(folder: Path):
    choice, images = in_folder(folder)
    assert choice
    assert (choice.key, choice.label, images) == ("tiny", "tiny · 32 px", 0)
    model = choice.open()
    assert (model.directions, model.encoder, model.graphs) == (None, None, None)
    style = load_checkpoint(folder).style(latents_of([5], 16))[0]
    torch.testing.assert_close(model.style_of(Face(Recipe(5)))[0], style.detach())


def test_it_is_told_of_how_many_images_it_has_seen(folder: Path):
    told(folder, training={"images": 1_234_000})
    choice, images = in_folder(folder)
    assert choice
    assert (choice.label, images) == ("tiny · 32 px · 1,234,000 images", 1_234_000)
    told(folder, training={"images": "many"})
    assert in_folder(folder)[1] == 0


def test_its_version_changes_with_its_weights(folder: Path):
    choice, _ = in_folder(folder)
    assert choice
    before = choice.version()
    assert before == choice.version()
    os.utime(folder / "model.safetensors", (0, 0))
    assert choice.version() != before
    (folder / "model.safetensors").unlink()
    assert choice.version() == ""


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"family": "category_net"}, "holds a category_net, which has no latents to explore"),
        ({"family": "x" * 99}, f"holds a {'x' * 40}, which"),
        ({"format": 99}, "format 99"),
        ({"model": {"generator_channels": [8] * 10}}, "faces of more than 1024 px"),
        ({"model": {"size_px": "large"}}, "does not say how large its faces are"),
        ({"model": 7}, "does not say how large its faces are"),
        ({"model": {"generator_channels": [10**6] * 3}}, "describes no msg_gan this facegen can"),
    ],
)
def test_what_cannot_be_explored_says_why_and_is_no_choice(folder: Path, changes, sentence):
    told(folder, **changes)
    with pytest.raises(ModelError, match=sentence):
        described(folder)
    assert in_folder(folder) == (None, 0)


def test_a_folder_of_nothing_is_none(tmp_path: Path):
    assert in_folder(tmp_path) == (None, 0)
    with pytest.raises(ModelError, match="is not a checkpoint"):
        opened(tmp_path)


@pytest.mark.parametrize(
    ("model", "px"),
    [
        ({"size_px": 32}, 32),
        ({"generator_channels": [8]}, 4),
        ({"generator_channels": [8] * 6}, 128),
    ],
)
def test_the_size_is_told_by_the_configuration(model: dict[str, Any], px: int):
    assert size_of(model) == px


def test_a_run_is_chosen_from_its_first_checkpoint_on(tmp_path: Path, store: FaceStore):
    run, exports = make_run(tmp_path / "mine", store, kimg=0.016), tmp_path / "exports"
    assert of_run(run, exports) is None
    make_training(run).train()
    choice = of_run(run, exports)
    assert choice
    newest = run.checkpoints()[-1].name
    assert (choice.key, choice.version()) == ("run:mine", newest)
    assert choice.label == f"mine · run, {int(newest):,} images"
    assert choice.open().scales_px == (4, 8, 16)
    assert list(exports.iterdir()) == []
    (run.folder / "config.json").write_text("nonsense")
    assert of_run(run, exports) is None
