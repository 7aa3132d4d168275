"""An encoder learns from the generator's faces, and is kept beside the weights it is of."""

from pathlib import Path

import pytest
import torch

from facegen.errors import FacegenError, ModelError
from facegen.latent.photo.encoding import load_encoder, save_encoder, train_encoder
from facegen.latent.style_space import StyleSpace, seeded
from facegen.models.attribute_net import AttributeNet
from facegen.models.category_net import CategoryNet, CategoryNetConfig
from facegen.models.checkpoint import save_checkpoint
from facegen.models.generator import FaceGenerator
from facegen.models.style_encoder import StyleEncoder


def test_an_encoder_knows_more_of_fresh_faces_than_the_mean(
    pale: FaceGenerator, encoder: StyleEncoder
) -> None:
    assert encoder.facts["faces"] == 64 * 60
    assert encoder.facts["unexplained"] < 0.97
    space = StyleSpace.of_generator(pale)
    with torch.no_grad():
        styles = pale.style(seeded(pale, 50, 99))
        found = encoder(pale.synthesize(styles)[-1])
    missed = space.coordinates(found) - space.coordinates(styles)
    assert float(missed.square().mean()) < 0.97


def test_an_encoder_is_kept_beside_its_generator_alone(
    tmp_path: Path, pale: FaceGenerator, encoder: StyleEncoder
) -> None:
    save_checkpoint(tmp_path, pale, "card")
    with pytest.raises(ModelError, match="has no encoder; make one with: python -m"):
        load_encoder(tmp_path)
    save_encoder(tmp_path, encoder)
    pictures = pale(seeded(pale, 3))[-1].detach()
    torch.testing.assert_close(
        load_encoder(tmp_path)(pictures), encoder(pictures), atol=0.02, rtol=0
    )
    (tmp_path / "model.safetensors").write_bytes(b"other")
    with pytest.raises(ModelError, match="that of other weights; make one"):
        load_encoder(tmp_path)


def test_a_network_of_attributes_has_nothing_to_encode(network: AttributeNet) -> None:
    model = CategoryNet(CategoryNetConfig(("A",), (8, 8, 8, 8))).freeze()
    with pytest.raises(FacegenError, match="no latent space"):
        train_encoder(model, network, 64)


def test_equal_lessons_make_equal_encoders_and_the_way_is_told(
    pale: FaceGenerator, network: AttributeNet
) -> None:
    shares: list[float] = []
    one = train_encoder(pale, network, 130, shares.append)
    other = train_encoder(pale, network, 130)
    assert shares == [0.5, 1]
    assert one.facts == other.facts
    for ours, theirs in zip(one.parameters(), other.parameters(), strict=True):
        assert torch.equal(ours, theirs)
        assert not ours.requires_grad


def test_what_is_kept_says_whose_it_is(
    tmp_path: Path, pale: FaceGenerator, encoder: StyleEncoder
) -> None:
    save_checkpoint(tmp_path / "mine", pale, "card")
    assert save_encoder(tmp_path / "mine", encoder) == tmp_path / "mine" / "encoder"
    facts = load_encoder(tmp_path / "mine").facts
    assert facts["name"] == "mine/encoder"
    assert facts["data"]["words"] == "3,840 of the generator's own faces."
