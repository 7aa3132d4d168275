"""Files of tuned faces, written, read back, and forged."""

import pytest
import safetensors.torch
import torch

from facegen.errors import FacegenError
from facegen.latent.photo.tuned_file import (
    TunedFace,
    digest_of,
    read_style,
    read_tuned,
    write_tuned,
)
from facegen.latent.photo.tuning import Difference, tuned
from facegen.latent.recipe import bytes_of, text_of
from facegen.models.generator import FaceGenerator


@pytest.fixture(scope="module")
def difference(generator: FaceGenerator) -> Difference:
    """Return a small change of three weights."""
    torch.manual_seed(0)
    weights = list(generator.named_parameters())[-3:]
    return {name: 0.01 * torch.randn(weight.shape).half() for name, weight in weights}


@pytest.fixture(scope="module")
def style() -> torch.Tensor:
    return torch.randn(16, generator=torch.Generator().manual_seed(1))


@pytest.fixture(scope="module")
def face(generator: FaceGenerator, style: torch.Tensor, difference: Difference) -> TunedFace:
    return TunedFace.of(generator, style, difference)


def test_a_file_brings_a_tuned_face_back(face: TunedFace, generator: FaceGenerator) -> None:
    again = read_tuned(write_tuned(face), generator)
    assert torch.equal(again.style, face.style)
    assert again.digest == face.digest == digest_of(generator)
    assert again.difference.keys() == face.difference.keys()
    for name, change in face.difference.items():
        assert torch.equal(again.difference[name], change)


def test_a_style_of_each_scale_is_brought_back_too(
    generator: FaceGenerator, difference: Difference
) -> None:
    own_scales = torch.randn(len(generator.scales_px), 16)
    wide = TunedFace.of(generator, own_scales, difference)
    assert torch.equal(read_tuned(write_tuned(wide), generator).style, own_scales)


def test_it_takes_two_bytes_a_weight(face: TunedFace, generator: FaceGenerator) -> None:
    weights = dict(generator.named_parameters())
    assert face.bytes == sum(2 * weights[name].numel() for name in face.difference)
    assert len(write_tuned(face)) < face.bytes + 2000


def test_a_digest_is_of_every_weight(generator: FaceGenerator) -> None:
    before = digest_of(generator)
    for name, weight in list(generator.named_parameters())[:3]:
        other = tuned(generator, {name: torch.full(weight.shape, 2**-10).half()})
        assert digest_of(other) != before
    assert digest_of(generator) == before


def test_a_file_of_another_kind_is_refused(face: TunedFace, generator: FaceGenerator) -> None:
    whole = write_tuned(face)
    long_head = (1 << 40).to_bytes(8, "little") + whole[8:]
    for content in (
        b"",
        b"nonsense",
        whole[:-9],
        long_head,
        safetensors.torch.save(face.difference),
        safetensors.torch.save(face.difference, {"facegen": "{}"}),
    ):
        with pytest.raises(FacegenError, match="that this page saved, but this one cannot be read"):
            read_tuned(content, generator)


def test_weights_that_do_not_fit_are_refused(
    face: TunedFace, generator: FaceGenerator, style: torch.Tensor
) -> None:
    name, change = next(iter(face.difference.items()))
    for forged in (
        {name: torch.zeros(3).half()},
        {name: change.float()},
        {name: torch.full_like(change, torch.nan)},
        {"other": change},
    ):
        with pytest.raises(FacegenError, match="are not the generator's"):
            read_tuned(write_tuned(TunedFace(style, forged, face.digest)), generator)
    with pytest.raises(FacegenError, match="tuned with other weights"):
        read_tuned(write_tuned(face), tuned(generator, face.difference))
    with pytest.raises(FacegenError, match="16 or 64 numbers, but this one has 5"):
        read_tuned(write_tuned(TunedFace(style[:5], face.difference, face.digest)), generator)


def test_a_style_is_read_to_the_last_bit(generator: FaceGenerator, style: torch.Tensor) -> None:
    assert torch.equal(read_style(text_of(bytes_of(style.tolist())), generator), style)
    with pytest.raises(FacegenError, match="is not base64"):
        read_style("§", generator)
