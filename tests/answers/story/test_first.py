"""The pictures of the page's first answer are those that the story then shows."""

import base64
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facegen.answers.context import Context
from facegen.answers.story.beginning import FirstFace, shipped_faces
from facegen.answers.story.first import FirstFaces, first_faces
from facegen.answers.story.told import STEPS, answer
from facegen.config import Settings
from facegen.errors import FacegenError


def decoded(src: str) -> np.ndarray:
    kind, _, text = src.partition(",")
    assert kind == "data:image/webp;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(text))).convert("RGB")).astype(int)


def alike(some: Sequence[FirstFace], others: Sequence[FirstFace]) -> bool:
    """Say whether pictures are the same but for the last digits of another processor."""
    assert [one.alt for one in some] == [one.alt for one in others]
    pairs = zip(some, others, strict=True)
    return all(np.abs(decoded(one.src) - decoded(other.src)).mean() < 1 for one, other in pairs)


def test_they_are_the_pictures_of_the_first_step(context: Context):
    faces = first_faces(context, context.default)
    shown = answer(context, STEPS[0].key, "", context.default).pictures
    assert [one.alt for one in faces] == [one.alt for one in shown]
    for face, picture in zip(faces, shown, strict=True):
        difference = np.abs(decoded(face.src) - np.asarray(picture.image).astype(int))
        assert difference.mean() < 8  # of 255: WebP loses a little


def test_those_of_the_bundled_faces_are_there_at_once_and_others_are_made(
    context: Context, doodles: Context
):
    assert FirstFaces(context).faces == shipped_faces()
    first = FirstFaces(doodles)
    assert first.faces == ()
    first.prepare_aside().join()
    assert alike(first.faces, first_faces(doodles, doodles.default))


def test_a_dataset_that_cannot_be_opened_leaves_the_page_without_them(tmp_path: Path):
    settings = {"FACEGEN_HOME": str(tmp_path), "FACEGEN_STORE": str(tmp_path / "none")}
    context = Context(Settings.from_environment(settings))
    first = FirstFaces(context)
    first.prepare_aside().join()
    assert first.faces == ()
    with pytest.raises(FacegenError):
        first_faces(context, context.default)
