"""A photo, or the mean face of a query, brought into a generator's latent space."""

import base64
import io
import json
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFilter

from facegen.answers.context import Context
from facegen.answers.latent_view import (
    PhotoFaces,
    PhotoSquare,
    PhotoStep,
    PhotoTarget,
    ProjectedFace,
)
from facegen.answers.portraits import PortraitRequest, portrait
from facegen.answers.projection import (
    MOST_STEPS,
    NO_DETAIL,
    STEPS,
    PhotoRequest,
    approach,
    faces_in,
    median_of,
    projector_of,
    read_square,
)
from facegen.attributes import Query
from facegen.errors import EmptySelectionError, FacegenError, ModelError, QueryError
from facegen.latent.photo.face_crop import Crop, Square
from facegen.latent.recipe import Recipe, numbers_of
from facegen.latent.request import Face
from tests.answers.photos import context_of, photo
from tests.tiny import save_tiny


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    """A generator for which somebody has measured how near photos come that it never saw."""
    place = tmp_path_factory.mktemp("home")
    folder = save_tiny(place / "tiny")
    measured = {"reached": {"held_out": {"pixels": [10.0, 90.0, 20.0], "features": [1, 2, 3]}}}
    (folder / "projection.json").write_text(json.dumps(measured))
    return context_of(place, folder)


def shown(uri: str) -> np.ndarray:
    with Image.open(io.BytesIO(base64.b64decode(uri.split(",")[1]))) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def test_what_is_left_out_is_as_the_page_asks():
    assert PhotoRequest.read({}) == PhotoRequest("", "", Query(), STEPS, False, None)


def test_every_field_is_read():
    fields = {"checkpoint": "tiny", "store": "bundled", "with": "Male", "without": "Young",
              "steps": "0", "own": "1", "square": "150,60,50,-4.5"}  # fmt: skip
    assert PhotoRequest.read(fields) == PhotoRequest(
        "tiny", "bundled", Query(("Male",), ("Young",)), 0, True, Square((150, 60), 50, -4.5)
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"setps": "1"}, "did you mean 'steps'"),
        ({"steps": "nan"}, "steps must be"),
        ({"steps": str(MOST_STEPS + 1)}, f"steps must be a whole number from 0 to {MOST_STEPS}"),
        ({"steps": "1.5"}, "steps must be a whole number"),
        ({"own": "2"}, "own must be"),
        ({"square": "1,2,3"}, "four numbers x,y,side,turn, but there are 3"),
        ({"square": "1,2,nan,4"}, "square must be a number"),
        ({"square": "1,2,x,4"}, "square must be a number"),
    ],
)
def test_a_field_that_means_nothing_is_refused(fields: dict[str, str], sentence: str):
    with pytest.raises(QueryError, match=sentence):
        PhotoRequest.read(fields)


def test_a_square_is_four_numbers():
    assert read_square("1,2.5,30,0") == Square((1, 2.5), 30, 0)


@pytest.mark.parametrize(
    ("numbers", "median"), [([], None), ([3], 3), ([9, 1, 4], 4), ([1, 2], 1.5)]
)
def test_the_middle_of_numbers(numbers: list[float], median: float | None):
    assert median_of(numbers) == median


def test_a_square_that_is_pointed_at_is_what_is_meant(context: Context):
    crop = PhotoRequest.read({"square": "150,60,50,0"}).picture(context, photo("PNG"))
    across, down = np.linspace(0, 255, 200)[[150, 60]]
    assert crop.found == "chosen"
    np.testing.assert_allclose(crop.picture.mean((0, 1))[:2], (down, across), atol=2)
    with pytest.raises(QueryError, match="middle, across, must be a number from 0 to 200"):
        PhotoRequest.read({"square": "500,2,30,4"}).picture(context, photo())


def test_of_a_blurred_face_it_is_said_that_nobody_can_be_told_by_it(context: Context):
    whole = PhotoRequest.read({"square": "64,64,128,0"})
    faces = context.population("bundled").store.faces[:20]
    hints = []
    for face in map(Image.fromarray, faces):
        for picture in (face, face.filter(ImageFilter.GaussianBlur(3))):
            buffer = io.BytesIO()
            picture.save(buffer, "PNG")
            hints.append(whole.picture(context, buffer.getvalue()).hint)
    assert hints == ["", NO_DETAIL] * len(faces)


def test_without_a_photo_the_mean_face_is_meant(context: Context):
    query = Query(("Smiling",), ("Male",))
    crop = PhotoRequest.read({"with": "Smiling", "without": "Male"}).picture(context, b"")
    mean = portrait(context, PortraitRequest("bundled", query))
    np.testing.assert_array_equal(crop.picture, mean.image)
    assert crop.hint == f"The mean of {mean.selection.support:,} faces: Smiling without Male."
    side = mean.image.shape[0]
    assert crop.square == Square((side / 2, side / 2), side)


@pytest.mark.parametrize(
    ("fields", "content", "kind", "sentence"),
    [
        ({}, b"no picture", FacegenError, "is not a JPEG, PNG"),
        ({"with": "Nobody"}, b"", QueryError, "'Nobody' is not an attribute"),
        ({"with": "Male", "without": "Male"}, b"", EmptySelectionError, "[Nn]o face"),
        ({"store": "elsewhere"}, b"", FacegenError, "no dataset 'elsewhere'"),
    ],
)
def test_where_there_is_no_face_that_is_said(context: Context, fields, content, kind, sentence):
    with pytest.raises(kind, match=sentence):
        PhotoRequest.read(fields).picture(context, content)


def test_a_picture_without_faces_offers_its_middle(context: Context):
    assert faces_in(context, photo()) == PhotoFaces(200, 200, (), PhotoSquare(100, 100, 200, 0))


def approached(context: Context, **fields: str) -> tuple[list[Any], ProjectedFace, Crop]:
    asked = PhotoRequest.read(fields)
    crop, told = asked.picture(context, photo()), []
    return told, approach(context, asked, crop, told.append), crop


def test_each_step_is_told_and_the_style_found_gives_the_last_picture(context: Context):
    (target, *steps), found, crop = approached(context, steps="20")
    assert isinstance(target, PhotoTarget)
    assert (target.found, target.hint) == (crop.found, crop.hint)
    assert all(isinstance(step, PhotoStep) for step in steps)
    assert [step.step for step in steps] == list(range(0, 21, 5))
    assert steps[-1].pixels < steps[0].pixels
    assert (found.pixels, found.features) == (steps[-1].pixels, steps[-1].features)
    model = context.checkpoints.open("tiny")
    style = model.style_of(Face(Recipe.read({"style": found.style})))
    ((*_, largest),) = model.pictures([style])
    assert np.abs(largest - shown(steps[-1].picture)).max() <= 1


def test_what_was_reached_for_unseen_photos_stands_beside(context: Context):
    assert approached(context, steps="0")[1].unseen_pixels == 20


def test_each_scale_may_have_a_style_of_its_own(context: Context):
    dim = context.checkpoints.open("tiny").generator.latent_dim
    for own, scales in (("0", 1), ("1", 4)):
        found = approached(context, steps="5", own=own)[1]
        assert len(numbers_of("style", found.style)) == 4 * dim * scales


def test_a_checkpoint_that_is_none_ends_the_search(context: Context):
    with pytest.raises(ModelError, match="no checkpoint 'elsewhere'"):
        approached(context, checkpoint="elsewhere")


def test_what_projects_is_worked_out_once(context: Context):
    model = context.checkpoints.open("tiny")
    assert projector_of(model) is projector_of(model)
