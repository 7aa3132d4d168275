"""Checkpoints written and read back, and what is said of those that are damaged or strange."""

import json
import os
import pickle
from pathlib import Path

import pytest
import safetensors.torch
import torch

from facegen.errors import ModelError
from facegen.models.card import card_of
from facegen.models.checkpoint import KINDS, load, load_checkpoint, save_checkpoint
from facegen.models.description import CALLED
from facegen.models.generator import FaceGenerator
from facegen.models.msg_gan import Generator
from facegen.models.simple_gan import SimpleGenerator
from facegen.models.stored import StoredModel
from tests.models.tiny import TINY, generators, networks


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    model = generators()[0]
    model.facts = {"name": "tiny", "training": {"images": 12_345}}
    save_checkpoint(tmp_path / "tiny", model, card_of(model))
    return tmp_path / "tiny"


@pytest.mark.parametrize("model", generators(), ids=lambda model: model.family)
def test_a_checkpoint_of_rounded_weights_makes_the_same_pictures(
    tmp_path: Path, model: FaceGenerator
) -> None:
    model.half().float()  # it is kept with 16 bits a weight
    model.facts = {"data": {"synthetic": True}, "note": "ä"}
    model.freeze().mean_style.fill_(0.5)
    save_checkpoint(tmp_path, model, "card")
    loaded = load_checkpoint(tmp_path)
    assert type(loaded) is type(model)
    assert loaded.config == model.config
    assert loaded.facts == model.facts
    assert not loaded.training
    assert torch.equal(loaded.mean_style, model.mean_style)
    latents = torch.rand(3, model.latent_dim)
    for ours, theirs in zip(model(latents), loaded(latents), strict=True):
        assert torch.equal(ours, theirs)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "README.md", "config.json", "model.safetensors",
    ]  # fmt: skip
    assert (tmp_path / "README.md").read_text() == "card"


def test_a_checkpoint_in_use_is_replaced_not_written_over(tmp_path: Path, folder: Path) -> None:
    """A file by another name is the same file until the name is given to a new one."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for name in before:
        os.link(folder / name, tmp_path / name)
    other = generators()[1]
    save_checkpoint(folder, other, "another card")
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    assert type(load_checkpoint(folder)) is type(other)


def test_the_hubs_own_way_is_the_same_way(tmp_path: Path, folder: Path) -> None:
    ours = Generator.from_pretrained(str(folder))
    assert ours.config == TINY
    assert ours.facts["training"]["images"] == 12_345
    ours.save_pretrained(tmp_path / "again")
    for name in ("model.safetensors", "config.json"):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()
    assert load_checkpoint(tmp_path / "again").config == TINY
    assert (tmp_path / "again" / "README.md").read_text().startswith("---\n")


def test_the_card_says_what_the_facts_say(folder: Path) -> None:
    card = (folder / "README.md").read_text()
    assert card.startswith("---\ndatasets: []\nlibrary_name: facegen\nlicense: unknown\n")
    assert "| images | 12,345 |" in card
    assert "Faces of 8 px" in card


def edit(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def rewrite(folder: Path, **changes: torch.Tensor | None) -> None:
    path = folder / "model.safetensors"
    weights = {**safetensors.torch.load_file(path), **changes}
    safetensors.torch.save_file({k: v for k, v in weights.items() if v is not None}, path)


def test_what_is_wrong_with_a_checkpoint_is_said(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"is not a checkpoint \(it has no config.json\)"):
        load_checkpoint(tmp_path)
    rewrite(folder, stem_bias=torch.zeros(9))
    with pytest.raises(ModelError, match=r"stem_bias should be \(8,\) .* but is \(9,\)"):
        load_checkpoint(folder)
    rewrite(folder, stem_bias=None, other=torch.zeros(1))
    with pytest.raises(ModelError, match="missing are stem_bias; not known are other"):
        load_checkpoint(folder)
    (folder / "model.safetensors").write_bytes(pickle.dumps({"stem_bias": [0.0]}))
    with pytest.raises(ModelError, match=r"model.safetensors is missing or damaged"):
        load_checkpoint(folder)
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelError, match=r"model.safetensors is missing or damaged"):
        Generator.from_pretrained(str(folder))


def test_what_is_wrong_with_a_description_is_said(folder: Path) -> None:
    with pytest.raises(ModelError, match="MSG-GAN generator; a generator of one scale is w"):
        SimpleGenerator.load(folder)
    edit(folder, family="diffusion")
    for any_load in (load, load_checkpoint, Generator.load):
        with pytest.raises(ModelError, match="holds a 'diffusion', which this facegen does not k"):
            any_load(folder)
    edit(folder, family="msg_gan", model={"depth": 5})
    with pytest.raises(ModelError, match=r"describes no msg_gan .*'depth'"):
        load_checkpoint(folder)
    edit(folder, format=2)
    with pytest.raises(ModelError, match="format 2, but this facegen reads format 1"):
        load_checkpoint(folder)
    (folder / "config.json").write_text("[]")
    with pytest.raises(ModelError, match="does not describe a checkpoint"):
        load_checkpoint(folder)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"generator_channels": [10**6, 10**6]}, "describes no msg_gan"),  # would take terabytes
        ({"generator_channels": [-1, 8]}, "describes no msg_gan"),
        ({"generator_channels": 3}, "describes no msg_gan"),
        ({"latent_dim": "many"}, "describes no msg_gan"),
    ],
)
def test_sizes_that_cannot_be_are_refused_before_they_take_memory(folder, values, words) -> None:
    model = json.loads((folder / "config.json").read_text())["model"]
    edit(folder, model={**model, **values})
    with pytest.raises(ModelError, match=words):
        load_checkpoint(folder)


def test_the_pickled_file_other_tools_would_take_is_not_touched(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"model.safetensors is missing"):
        Generator.from_pretrained(str(folder))


@pytest.mark.parametrize("name", ["nobody", "no such/../folder", ""])
def test_a_name_that_means_nothing_is_refused_with_what_there_is(name: str) -> None:
    with pytest.raises(
        ModelError, match=r"those that ship \(attributes, category, celeba128\)|has no config"
    ):
        load(name)


@pytest.mark.parametrize("network", networks(), ids=lambda one: one.family)
def test_any_network_is_loaded_by_its_folder_and_only_generators_as_one(
    tmp_path: Path, network: StoredModel
) -> None:
    assert type(network) is KINDS[network.family]
    assert KINDS.keys() == CALLED.keys()
    network.save_pretrained(tmp_path)
    assert type(load(tmp_path)) is type(load(str(tmp_path))) is type(network)
    if isinstance(network, FaceGenerator):
        assert type(load_checkpoint(tmp_path)) is type(network)
    else:
        words = network.family.replace("net", "network").replace("_", " ")
        with pytest.raises(ModelError, match=f"is an? {words}; a generator is wanted, such as "):
            load_checkpoint(tmp_path)
