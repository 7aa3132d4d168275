from pathlib import Path

import pytest
import torch

from facegen.errors import ModelError
from facegen.models.attribute_net import AttributeNet
from facegen.models.style_encoder import StyleEncoder, StyleEncoderConfig


@pytest.fixture
def encoder() -> StyleEncoder:
    torch.manual_seed(0)
    return StyleEncoder(StyleEncoderConfig(style_dim=5, widths=(8, 16), size_px=32)).eval()


@torch.no_grad()
def test_pictures_of_any_side_are_brought_to_its_own(encoder: StyleEncoder) -> None:
    large = torch.rand(2, 3, 64, 64) * 2 - 1
    small = torch.nn.functional.avg_pool2d(large, 2)
    assert encoder(small).shape == (2, 5)
    torch.testing.assert_close(encoder(large), encoder(small))


@torch.no_grad()
def test_it_comes_back_as_it_was_kept(tmp_path: Path, encoder: StyleEncoder) -> None:
    encoder.facts = {"faces": 7}
    encoder.save_pretrained(tmp_path)
    loaded = StyleEncoder.load(tmp_path)
    faces = torch.rand(2, 3, 32, 32)
    torch.testing.assert_close(loaded(faces), encoder(faces), atol=0.01, rtol=0)
    assert loaded.facts["faces"] == 7
    assert loaded.config == encoder.config
    with pytest.raises(ModelError, match="is a style encoder; an attribute network is wanted"):
        AttributeNet.load(tmp_path)


def test_it_is_small_enough_to_be_kept_beside_a_generator(tmp_path: Path) -> None:
    StyleEncoder(StyleEncoderConfig(style_dim=512)).save_pretrained(tmp_path)
    assert (tmp_path / "model.safetensors").stat().st_size < 10_000_000
