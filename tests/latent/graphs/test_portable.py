"""The ONNX graphs make a generator's own faces, in another runtime."""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from facegen.answers.reading import attribute_network
from facegen.errors import FacegenError, ModelError
from facegen.latent.__main__ import main
from facegen.latent.graphs.portable import ENCODER, FOLDER, GRAPHS, export_graphs, exported
from facegen.latent.mixing import mix
from facegen.latent.photo.encoding import load_encoder, save_encoder
from facegen.latent.photo.projection import Projector
from facegen.models.checkpoint import load_checkpoint, save_checkpoint
from facegen.models.families import FAMILIES
from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of
from facegen.models.msg_gan import Generator, MsgGanConfig
from facegen.models.places import shipped
from facegen.models.presets import MODELS
from facegen.models.style_encoder import StyleEncoder, StyleEncoderConfig

pytestmark = pytest.mark.long

SMALL = (8, 8, 8, 8)
ONE_LEVEL = 2 / 255
"""Pictures run from -1 to 1."""


def run(path: Path, **values: torch.Tensor) -> list[np.ndarray]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options)
    found = session.run(None, {name: value.numpy() for name, value in values.items()})
    return [np.asarray(one) for one in found]


def generators() -> list[Path]:
    families = {
        path: json.loads((path / "config.json").read_text())["family"] for path in shipped()
    }
    return [path for path, family in families.items() if family == "msg_gan"]


@pytest.fixture(scope="module")
def simple(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generator of the other family, exported to its `onnx`."""
    place = tmp_path_factory.mktemp("portable") / "checkpoint"
    torch.manual_seed(0)
    save_checkpoint(place, FAMILIES["simple_gan"].generator(MODELS["simple"]), "card")
    assert main(["export", str(place)]) == 0
    return place


@pytest.fixture(scope="module", params=[*generators(), "simple_gan"], ids=str)
def checkpoint(request: pytest.FixtureRequest, simple: Path) -> Path:
    """What ships, with the graphs that ship, and what has been exported here."""
    return simple if request.param == "simple_gan" else request.param


@pytest.fixture(scope="module")
def generator(checkpoint: Path) -> FaceGenerator:
    return load_checkpoint(checkpoint)


@torch.inference_mode()
def test_faces_of_64_seeds_are_those_of_torch(checkpoint: Path, generator: FaceGenerator) -> None:
    mapping, synthesis = (checkpoint / FOLDER / name for name in GRAPHS)
    latents = latents_of(range(64), generator.latent_dim)
    (styles,) = run(mapping, latents=latents)
    expected = generator.style(latents)
    np.testing.assert_allclose(styles, expected, atol=1e-5)
    by_scale = torch.from_numpy(styles)[:, None].repeat(1, len(generator.scales_px), 1)
    for start in range(0, 64, 16):
        found = run(synthesis, styles=by_scale[start : start + 16])
        pictures = generator.synthesize(expected[start : start + 16])
        for ours, theirs in zip(found, pictures, strict=True):
            assert np.abs(ours - theirs.numpy()).max() <= ONE_LEVEL


@torch.inference_mode()
def test_each_scale_follows_its_own_style(checkpoint: Path, generator: FaceGenerator) -> None:
    scales = len(generator.scales_px)
    first, second = generator.style(latents_of([1, 2], generator.latent_dim))
    mixed = mix(first, second, scales // 2, scales)[None]
    found = run(checkpoint / FOLDER / GRAPHS[1], styles=mixed)
    for ours, theirs in zip(found, generator.synthesize(mixed), strict=True):
        assert np.abs(ours - theirs.numpy()).max() <= ONE_LEVEL


def test_weights_take_no_more_room_than_in_the_checkpoint(checkpoint: Path) -> None:
    weights = (checkpoint / "model.safetensors").stat().st_size
    graphs = sum((checkpoint / FOLDER / name).stat().st_size for name in GRAPHS)
    assert graphs < 1.1 * weights + 100_000


def test_what_is_written_names_no_place_of_this_machine(checkpoint: Path) -> None:
    for name in GRAPHS:
        written = (checkpoint / FOLDER / name).read_bytes()
        assert str(Path(__file__).parents[2]).encode() not in written
        assert onnx.load_from_string(written).graph.input[0].name in ("latents", "styles")


def test_graphs_of_other_weights_are_refused(simple: Path, tmp_path: Path) -> None:
    assert exported(simple) == simple / FOLDER
    torch.manual_seed(1)
    other = tmp_path / "other"
    generator = FAMILIES["simple_gan"].generator(MODELS["simple"])
    save_checkpoint(other, generator, "card")
    assert exported(other) is None
    export_graphs(generator, simple, other / FOLDER)
    with pytest.raises(ModelError, match=r"of other weights; make them with: .* export"):
        exported(other)
    (other / FOLDER / GRAPHS[0]).unlink()
    with pytest.raises(ModelError, match="not all there"):
        exported(other)
    (other / FOLDER / "export.json").write_text("[]")
    with pytest.raises(ModelError, match="damaged"):
        exported(other)


def test_a_network_without_latents_is_refused() -> None:
    network = FAMILIES["category_net"].generator(MODELS["category"])
    with pytest.raises(FacegenError, match="no latent space"):
        export_graphs(network, Path("nowhere"), Path("nowhere"))


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
    face = np.random.default_rng(0).uniform(-1, 1, (1, 3, 64, 64)).astype(np.float32)
    ((style,),) = run(folder / ENCODER, faces=torch.from_numpy(face))
    picture = ((face[0].transpose(1, 2, 0) + 1) * 127.5).round().astype(np.uint8)
    projector = Projector(load_checkpoint(place), attribute_network(), load_encoder(place))
    (first,) = projector.project(picture, steps=0)  # sees it at the generator's own 32 px
    small = projector.target(picture).scales[-1].repeat_interleave(2, 2).repeat_interleave(2, 3)
    ((seen,),) = run(folder / ENCODER, faces=small)
    spread = projector.space.deviations.norm()
    assert np.linalg.norm(seen - first.style.numpy()) < 0.01 * spread
    assert np.linalg.norm(seen - style) > 0.01 * spread  # and it does look at what it is given
    save_encoder(place, StyleEncoder(StyleEncoderConfig(16, SMALL)).eval())
    with pytest.raises(ModelError, match="of other weights"):
        exported(place)
