import json
import pickle
from pathlib import Path

import pytest
import safetensors.torch
import torch

from facegen.errors import ModelError
from facegen.models.card import card_of
from facegen.models.category_net import CategoryNet, CategoryNetConfig
from facegen.models.checkpoint import load_checkpoint, save_checkpoint
from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of
from facegen.models.msg_gan import Generator, MsgGanConfig
from facegen.models.simple_gan import SimpleGanConfig, SimpleGenerator

TINY = MsgGanConfig(
    generator_channels=(8, 8), discriminator_channels=(8, 8), latent_dim=6, head_channels=8
)


def models() -> list[FaceGenerator]:
    torch.manual_seed(0)
    return [
        Generator(TINY).eval(),
        SimpleGenerator(SimpleGanConfig(size_px=32, width=4, latent_dim=5)).eval(),
        CategoryNet(CategoryNetConfig(attributes=("A", "B"), channels=(4, 4))).eval(),
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    model = models()[0]
    model.facts = {"name": "tiny", "training": {"images": 12_345}}
    save_checkpoint(tmp_path / "tiny", model, card_of(model))
    return tmp_path / "tiny"


@pytest.mark.parametrize("model", models(), ids=lambda model: model.family)
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


@pytest.mark.parametrize("model", models(), ids=lambda model: model.family)
def test_freezing_changes_nothing_but_the_speed(model: FaceGenerator) -> None:
    latents, names = torch.rand(3, model.latent_dim), list(model.state_dict())
    before = model(latents)
    after = model.freeze()(latents)
    assert list(model.state_dict()) == names
    for ours, theirs in zip(before, after, strict=True):
        assert not theirs.requires_grad
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)


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
    with pytest.raises(ModelError, match="holds a msg_gan, not a simple_gan"):
        SimpleGenerator.load(folder)
    edit(folder, family="diffusion")
    with pytest.raises(ModelError, match="holds a 'diffusion', which this facegen does not know"):
        load_checkpoint(folder)
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


def test_a_latent_depends_on_its_seed_alone() -> None:
    many = latents_of(range(40), 16)
    for seed in (0, 7, 39):
        assert torch.equal(latents_of([seed], 16)[0], many[seed])
    assert torch.equal(latents_of([7], 32)[0, :16], many[7])
    assert many.mean().item() == pytest.approx(0, abs=0.15)
    assert many.std().item() == pytest.approx(1, abs=0.15)
    assert len({tuple(latent.tolist()) for latent in many}) == 40


def test_latents_are_the_same_on_every_machine() -> None:
    expected = [0.44220695, -0.13347906, -0.26438829]
    assert latents_of([1], 3)[0].tolist() == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("size_px", [16, 48, 100])
def test_the_simple_gan_has_sizes_it_cannot_make(size_px: int) -> None:
    with pytest.raises(ModelError, match=f"must be 32, 64, 128 or so on, but is {size_px}"):
        SimpleGanConfig(size_px=size_px)
