"""The ONNX graphs that look at faces say what the networks say, in another runtime."""

from pathlib import Path

import numpy as np
import pytest
import torch
from onnxruntime import InferenceSession

from facegen.answers.reading import attribute_network
from facegen.errors import ModelError
from facegen.latent.__main__ import main
from facegen.latent.encoding import load_encoder, save_encoder
from facegen.latent.face_finding import NETWORK
from facegen.latent.graph_file import FOLDER, of_any_size
from facegen.latent.portable import ENCODER, exported
from facegen.latent.portable_reading import GRAPH, exported_reading
from facegen.latent.projection import Projector
from facegen.models.attribute_net import AttributeNet, AttributeNetConfig
from facegen.models.checkpoint import load_checkpoint, save_checkpoint
from facegen.models.msg_gan import Generator, MsgGanConfig
from facegen.models.style_encoder import StyleEncoder, StyleEncoderConfig

SMALL = (8, 8, 8, 8)


def told(graph: bytes | Path, **values: np.ndarray) -> np.ndarray:
    session = InferenceSession(graph if isinstance(graph, bytes) else graph.read_bytes())
    return np.asarray(session.run(None, values)[0])


def faces(count: int) -> np.ndarray:
    return np.random.default_rng(0).uniform(-1, 1, (count, 3, 64, 64)).astype(np.float32)


@torch.inference_mode()
def test_an_attribute_network_is_exported_beside_its_weights(tmp_path: Path) -> None:
    torch.manual_seed(0)
    AttributeNet(AttributeNetConfig(widths=SMALL)).eval().save_pretrained(tmp_path / "reads")
    network = AttributeNet.load(tmp_path / "reads")
    assert exported_reading(tmp_path / "reads") is None
    assert main(["export", str(tmp_path / "reads")]) == 0
    graph = exported_reading(tmp_path / "reads")
    assert graph is not None
    card = (tmp_path / "reads" / "README.md").read_text()
    assert card.count("`onnx/attributes.onnx` | `faces` (n, 3, px, px)") == 1
    expected = network(torch.from_numpy(faces(3))).sigmoid()
    np.testing.assert_allclose(told(graph, faces=faces(3)), expected, atol=0.005)
    torch.manual_seed(1)
    AttributeNet(AttributeNetConfig(widths=SMALL)).eval().save_pretrained(tmp_path / "reads")
    with pytest.raises(ModelError, match="of other weights"):
        exported_reading(tmp_path / "reads")
    (tmp_path / "reads" / FOLDER / GRAPH).unlink()
    with pytest.raises(ModelError, match="damaged"):
        exported_reading(tmp_path / "reads")


def test_an_encoder_is_exported_with_its_generator(tmp_path: Path) -> None:
    torch.manual_seed(0)
    place = tmp_path / "tiny"
    config = MsgGanConfig(generator_channels=(24, 24, 16, 8), latent_dim=16)
    save_checkpoint(place, Generator(config).eval(), "card")
    encoder = StyleEncoder(StyleEncoderConfig(16, SMALL)).eval()
    with torch.no_grad():
        encoder.head.weight.mul_(100)  # so that faces are told apart
    save_encoder(place, encoder)
    assert main(["export", str(place)]) == 0
    folder = exported(place)
    assert folder is not None
    (style,) = told(folder / ENCODER, faces=faces(1))
    picture = ((faces(1)[0].transpose(1, 2, 0) + 1) * 127.5).round().astype(np.uint8)
    projector = Projector(load_checkpoint(place), attribute_network(), load_encoder(place))
    (first,) = projector.project(picture, steps=0)  # sees it at the generator's own 32 px
    small = projector.target(picture).scales[-1].repeat_interleave(2, 2).repeat_interleave(2, 3)
    (seen,) = told(folder / ENCODER, faces=small.numpy())
    spread = projector.space.deviations.norm()
    assert np.linalg.norm(seen - first.style.numpy()) < 0.01 * spread
    assert np.linalg.norm(seen - style) > 0.01 * spread  # and it does look at what it is given
    save_encoder(place, StyleEncoder(StyleEncoderConfig(16, SMALL)).eval())
    with pytest.raises(ModelError, match="of other weights"):
        exported(place)


def test_the_face_finder_of_any_size_is_made_of_the_one_beside_it() -> None:
    kept = NETWORK.with_name("any_size.onnx").read_bytes()
    assert kept == of_any_size(NETWORK.read_bytes())
    picture = np.random.default_rng(0).uniform(0, 255, (1, 3, 640, 640)).astype(np.float32)
    np.testing.assert_array_equal(
        told(kept, input=picture), told(NETWORK.read_bytes(), input=picture)
    )
    assert told(kept, input=picture[..., :256, :320]).shape == (1, 40 * 32, 1)
