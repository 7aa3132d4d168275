"""Weights for browsers say all that the checkpoint says, and in less room."""

import json
from pathlib import Path

import pytest
import safetensors.torch
import torch

from facegen.latent.graphs import weights as weights_module
from facegen.latent.graphs.weights import packed, stands_alone, unpacked, weights_of
from facegen.models.checkpoint import load_checkpoint
from facegen.models.families import FAMILIES
from facegen.models.layers import Equalized
from facegen.models.msg_gan import Generator, MsgGanConfig
from facegen.models.places import shipped
from facegen.models.presets import MODELS
from tests.tiny import tiny_generator


@pytest.mark.parametrize("content", [b"", b"a", b"ab", b"abc", bytes(range(256)) * 9])
def test_what_is_packed_comes_back(content: bytes) -> None:
    assert unpacked(packed(content)) == content
    assert packed(content) == packed(content)


def test_all_weights_are_there_with_what_they_are_multiplied_by(tmp_path: Path) -> None:
    generator = tiny_generator()
    with torch.no_grad():
        generator.stem_weight.copy_(generator.stem_weight.half())
    frozen = Generator(generator.config)
    frozen.load_state_dict(generator.state_dict())
    weights = weights_of(frozen.freeze())
    assert weights == weights_of(generator)
    found = safetensors.torch.load(weights)
    assert found.keys() == generator.state_dict().keys()
    for name, values in generator.state_dict().items():
        torch.testing.assert_close(found[name].float(), values, rtol=0, atol=0)
    assert found["stem_weight"].dtype == torch.float16
    assert found["blocks.1.convs.0.weight"].dtype == torch.float32
    (tmp_path / "weights").write_bytes(weights)
    with safetensors.safe_open(tmp_path / "weights", "pt") as file:
        told = json.loads(file.metadata()["generator"])
    assert (
        MsgGanConfig(**{**told["config"], "generator_channels": (24, 24, 16, 8)}).latent_dim == 16
    )
    layer = generator.get_submodule("blocks.1.convs.0")
    assert isinstance(layer, Equalized)
    used = layer.weight * told["factors"]["blocks.1.convs.0"]
    torch.testing.assert_close(used, layer.kernel, rtol=0, atol=0)


def test_they_take_less_room_than_the_checkpoint() -> None:
    folder = next(folder for folder in shipped() if (folder / "directions.json").is_file())
    weights = packed(weights_of(load_checkpoint(folder)))
    assert len(weights) < 0.9 * (folder / "model.safetensors").stat().st_size


@pytest.mark.parametrize(
    ("changes", "alone"),
    [({}, True), ({"mapping_layers": 0}, False), ({"upsampling": "nearest"}, False)],
)
def test_only_a_generator_with_styles_and_smooth_enlarging_stands_alone(changes, alone) -> None:
    config = MsgGanConfig(generator_channels=(8, 8), discriminator_channels=(8, 8), **changes)
    assert stands_alone(Generator(config)) == alone


def test_a_large_generator_does_not_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = tiny_generator()
    numbers = sum(values.numel() for values in generator.parameters())
    monkeypatch.setattr(weights_module, "MOST_BYTES", 2 * numbers)
    assert not stands_alone(generator)


def test_the_simple_generator_does_not_stand_alone() -> None:
    assert not stands_alone(FAMILIES["simple_gan"].generator(MODELS["simple"]))
