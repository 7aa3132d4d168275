"""The nearest face at first sight is where projection begins."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from facegen.answers.context import Context
from facegen.answers.glance import NOBODY, glance
from facegen.answers.latent_view import PhotoSquare
from facegen.answers.projection import CROP_PX, projector_of
from facegen.config import Settings
from facegen.errors import FacegenError, QueryError
from facegen.face_finding import find_faces
from facegen.images import encode, enlarge
from facegen.latent.model import LatentModel
from facegen.latent.photo.face_crop import cut, square_of
from facegen.models.places import shipped
from tests.tiny import save_tiny

GROUND = (120, 130, 110)


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    """A generator that ships with its encoder, and one that has none."""
    place = tmp_path_factory.mktemp("home")
    given = {
        "FACEGEN_HOME": str(place),
        "FACEGEN_CHECKPOINT": str(save_tiny(place / "tiny", channels=(8, 8))),
    }
    return Context(Settings.from_environment(given))


@pytest.fixture(scope="module")
def key() -> str:
    return next(folder.name for folder in shipped() if (folder / "encoder").is_dir())


@pytest.fixture(scope="module")
def model(context: Context, key: str) -> LatentModel:
    return context.checkpoints.open(key)


@pytest.fixture(scope="module")
def picture(model: LatentModel) -> np.ndarray:
    """A face of nobody, off the middle of a camera's picture."""
    picture = np.full((480, 640, 3), GROUND, np.uint8)
    picture[100:300, 220:420] = enlarge(model.generator.sample([4], 0.5)[0], 200)
    return picture


def test_it_is_the_first_guess_of_the_largest_face(context, key, model, picture):
    seen = glance(context, key, encode(picture))
    square = square_of(find_faces(picture, (320,))[0])
    assert seen.square == PhotoSquare(*square.centre, square.side, square.turn)
    with Image.open(io.BytesIO(base64.b64decode(seen.face.split(",")[1]))) as image:
        found = np.asarray(image.convert("RGB"))
    (first,) = projector_of(model).project(cut(picture, square, CROP_PX), steps=0)
    np.testing.assert_array_equal(found, first.picture)


def test_where_nobody_is_nobody_is_seen(context, key):
    assert glance(context, key, encode(np.full((480, 640, 3), GROUND, np.uint8))) == NOBODY


def test_a_generator_without_an_encoder_cannot_guess(context, picture):
    with pytest.raises(QueryError, match="no encoder, so it cannot guess"):
        glance(context, "tiny", encode(picture))


def test_what_is_no_picture_is_refused_and_leaves_its_place(context, key):
    for _ in range(6):
        with pytest.raises(FacegenError, match="give another, such as a JPEG"):
            glance(context, key, b"no picture")
