"""What a browser sees in a picture is what the server sees: face, style and attributes."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from facegen.answers.choices import opened
from facegen.answers.networks import graphs
from facegen.answers.reading import readings_of
from facegen.face_finding import find_faces
from facegen.images import enlarge
from facegen.latent.graphs.tables import part_of
from facegen.latent.model import LatentModel
from facegen.latent.photo.face_crop import Square, cut, square_of
from facegen.latent.photo.projection import guessed
from facegen.models.attribute_net import from_uint8
from facegen.models.places import shipped

HERE = Path(__file__).parent
SEEN_PX = 64


@pytest.fixture(scope="module")
def model() -> LatentModel:
    """A generator that ships, with its encoder."""
    return opened(next(folder for folder in shipped() if (folder / "encoder").is_dir()))


@pytest.fixture(scope="module")
def photo(model: LatentModel) -> np.ndarray:
    """A face of nobody, off the middle of a camera's picture, a little turned."""
    face = enlarge(model.generator.sample([4], 0.5)[0], 200)
    picture = np.full((480, 640, 3), (120, 130, 110), np.uint8)
    picture[150:350, 300:500] = face
    return cut(picture, Square((330, 240), 640, 6), 640)[80:560]


@pytest.fixture(scope="module")
def seen(model: LatentModel, photo: np.ndarray, tmp_path_factory) -> dict[str, Any]:
    node = shutil.which("node")
    if not node:
        pytest.skip("no Node on this machine")
    place = tmp_path_factory.mktemp("sight")
    for name, graph in {**graphs(), "encoder": part_of(model, "encoder")}.items():
        (place / f"{name}.onnx").write_bytes(graph)
    height, width = photo.shape[:2]
    (place / "picture.json").write_text(json.dumps({"width": width, "height": height}))
    opaque = np.dstack([photo, np.full((height, width), 255, np.uint8)])
    (place / "picture.bin").write_bytes(opaque.tobytes())
    command = [node, HERE / "local_sight.js", place]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def test_a_face_is_found_where_opencv_finds_it(seen, photo):
    expected = square_of(find_faces(photo, (320,))[0])
    found = Square((seen["square"]["x"], seen["square"]["y"]), *_size(seen["square"]))
    assert found.centre == pytest.approx(expected.centre, abs=2)
    assert found.side == pytest.approx(expected.side, abs=3)
    assert found.turn == pytest.approx(expected.turn, abs=1)
    assert seen["nobody"] is None


def test_it_is_cut_out_as_the_server_cuts(seen, photo):
    square = Square((seen["square"]["x"], seen["square"]["y"]), *_size(seen["square"]))
    expected = cut(photo, square, SEEN_PX).astype(int)
    found = np.array(seen["cut"]).reshape(SEEN_PX, SEEN_PX, 4)[..., :3]
    assert np.abs(found - expected).mean() < 1
    assert np.abs(found - expected).max() <= 16


def test_pictures_are_brought_to_a_size_as_torch_does(seen, photo):
    whole = from_uint8(torch.from_numpy(photo.copy())[None])
    expected = F.interpolate(whole, size=(36, 48), mode="area")[0]
    np.testing.assert_allclose(seen["planes"], expected.flatten(), atol=1e-5)


@torch.inference_mode()
def test_the_style_is_where_projection_begins(seen, model):
    assert model.encoder is not None
    face = np.array(seen["cut"], np.uint8).reshape(1, SEEN_PX, SEEN_PX, 4)[..., :3]
    guess = guessed(model.encoder, model.space, from_uint8(torch.from_numpy(face.copy())))
    expected = model.space.styles(guess)[0]
    spread = model.space.deviations.norm()
    assert (torch.tensor(seen["style"]) - expected).norm() < 0.01 * spread


def test_the_attributes_are_those_the_server_reads(seen):
    face = np.array(seen["cut"], np.uint8).reshape(1, SEEN_PX, SEEN_PX, 4)[..., :3]
    (expected,) = readings_of(face)
    np.testing.assert_allclose(seen["attributes"], list(expected.values()), atol=0.01)


def _size(square: dict[str, float]) -> tuple[float, float]:
    return square["side"], square["turn"]
