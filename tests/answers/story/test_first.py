"""The pictures of the page's first answer are those that the story then shows."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facegen.answers.context import BUNDLED, Context
from facegen.answers.story.first import FirstFaces
from facegen.answers.story.told import STEPS, answer
from facegen.config import Settings
from facegen.errors import FacegenError


def decoded(src: str) -> np.ndarray:
    kind, _, text = src.partition(",")
    assert kind == "data:image/webp;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(text))).convert("RGB"))


def test_they_are_the_pictures_of_the_first_step(context: Context):
    first = FirstFaces(context)
    assert first.faces == ()
    first.prepare()
    shown = answer(context, STEPS[0].key, "", BUNDLED).pictures
    assert [one.alt for one in first.faces] == [one.alt for one in shown]
    for face, picture in zip(first.faces, shown, strict=True):
        difference = np.abs(decoded(face.src).astype(int) - np.asarray(picture.image).astype(int))
        assert difference.mean() < 8  # of 255: WebP loses a little


def test_a_dataset_that_cannot_be_opened_leaves_the_page_without_them(tmp_path: Path):
    settings = {"FACEGEN_HOME": str(tmp_path), "FACEGEN_STORE": str(tmp_path / "none")}
    context = Context(Settings.from_environment(settings))
    first = FirstFaces(context)
    with pytest.raises(FacegenError):
        first.prepare()
    assert first.faces == ()
