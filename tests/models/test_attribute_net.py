import json
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.errors import ModelError, QueryError
from facegen.images import resize_area
from facegen.models.attribute_net import AttributeNet, AttributeNetConfig

SMALL = AttributeNetConfig(
    attributes=("Round", "Red", "Big"),
    thresholds=(0.5, -1.25, 0.0),
    widths=(8, 16),
    feature_size=12,
    size_px=16,
)


@pytest.fixture
def network() -> AttributeNet:
    torch.manual_seed(0)
    network = AttributeNet(SMALL)
    network(torch.randn(64, 3, 16, 16))  # moves the running means and variances
    return network.eval()


def faces(count: int, side: int = 16) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, side, side, 3), np.uint8)


def test_the_default_network_is_small_and_knows_celebas_attributes() -> None:
    network = AttributeNet()
    assert sum(p.numel() for p in network.parameters()) < 2_000_000
    assert network.config.attributes == CELEBA_ATTRIBUTES
    described = network.describe(faces(2, 64))
    assert described.logits.shape == (2, 40)
    assert described.features.shape == (2, 128)


def test_logits_follow_from_features(network: AttributeNet) -> None:
    described = network.describe(faces(5))
    activated = described.features / (1 + np.exp(-described.features))
    weight, bias = (p.detach().numpy() for p in (network.head.weight, network.head.bias))
    np.testing.assert_allclose(described.logits, activated @ weight.T + bias, atol=1e-5)


def test_a_face_is_described_by_itself(network: AttributeNet) -> None:
    whole, parts = network.describe(faces(7)), network.describe(faces(7), batch=2)
    np.testing.assert_allclose(whole.logits, parts.logits, atol=1e-5)
    np.testing.assert_allclose(whole.features, parts.features, atol=1e-5)


@pytest.mark.parametrize("shape", [(64, 64, 3), (0, 64, 64, 3), (2, 3, 64, 64)])
def test_what_are_no_faces_is_refused(network: AttributeNet, shape: tuple[int, ...]) -> None:
    with pytest.raises(QueryError) as refused:
        network.describe(np.zeros(shape, np.uint8))
    assert f"but are {shape};" in str(refused.value)


def test_values_run_from_minus_1_to_1(network: AttributeNet) -> None:
    black_and_white = np.zeros((1, 16, 16, 3), np.uint8)
    black_and_white[:, :, 8:] = 255
    image = torch.full((1, 3, 16, 16), -1.0)
    image[:, :, :, 8:] = 1.0
    with torch.inference_mode():
        expected = network(image).numpy()
    np.testing.assert_allclose(network.describe(black_and_white).logits, expected, atol=1e-6)


def test_larger_faces_are_shrunk_by_area(network: AttributeNet) -> None:
    large = faces(3, 32) // 4 * 4
    small = np.stack([resize_area(face, 16) for face in large])
    np.testing.assert_allclose(
        network.describe(large).features, network.describe(small).features, atol=0.02
    )


def test_describing_leaves_the_mode_and_the_statistics_alone(network: AttributeNet) -> None:
    before = {name: value.clone() for name, value in network.state_dict().items()}
    network.train()
    network.describe(faces(4))
    assert network.training
    for name, value in network.state_dict().items():
        assert torch.equal(value, before[name])


def test_features_can_be_followed_back_to_the_picture(network: AttributeNet) -> None:
    image = torch.zeros(1, 3, 16, 16, requires_grad=True)
    network.features(image).sum().backward()
    assert image.grad is not None
    assert image.grad.abs().sum() > 0


def test_a_checkpoint_keeps_the_network_in_half_precision(
    network: AttributeNet, tmp_path: Path
) -> None:
    network.facts = {"accuracy": 0.9}
    network.save_pretrained(tmp_path)
    loaded = AttributeNet.from_pretrained(str(tmp_path))
    assert loaded.config == SMALL
    assert loaded.thresholds == (0.5, -1.25, 0.0)
    assert loaded.facts == {"accuracy": 0.9}
    assert not loaded.training
    assert loaded.head.weight.dtype == torch.float32
    rounded = network.half().float().describe(faces(4)).logits
    np.testing.assert_array_equal(loaded.describe(faces(4)).logits, rounded)


def test_without_thresholds_the_middle_counts() -> None:
    assert AttributeNet(AttributeNetConfig(widths=(8,))).thresholds == (0.0,) * 40


def test_what_is_wrong_with_a_checkpoint_is_said(network: AttributeNet, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is not a checkpoint"):
        AttributeNet.from_pretrained(str(tmp_path))
    network.save_pretrained(tmp_path)
    path = tmp_path / "config.json"
    good = json.loads(path.read_text())
    for change, words in (
        ({"family": "msg_gan"}, "an attribute network is wanted, such as attributes"),
        ({"format": 99}, "format 99"),
        ({"model": {**good["model"], "colour": 1}}, "colour"),
        (
            {"model": {**good["model"], "feature_size": 13}},
            r"embed\.0\.weight should be \(13, 16\)",
        ),
    ):
        path.write_text(json.dumps({**good, **change}))
        with pytest.raises(ModelError, match=words):
            AttributeNet.from_pretrained(str(tmp_path))


def test_nothing_is_unpickled(network: AttributeNet, tmp_path: Path) -> None:
    network.save_pretrained(tmp_path)
    weights = safetensors.torch.load_file(tmp_path / "model.safetensors")
    (tmp_path / "model.safetensors").unlink()
    torch.save(weights, tmp_path / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"model\.safetensors is missing"):
        AttributeNet.from_pretrained(str(tmp_path))
