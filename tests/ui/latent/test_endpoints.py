"""Faces over the API: made, changed, led from one to another, and found for a photo."""

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from facegen.answers.context import Context
from facegen.answers.projection import MOST_PHOTO_BYTES
from facegen.errors import FacegenError, QueryError
from facegen.latent.recipe import Recipe
from facegen.latent.request import Face
from facegen.ui.latent.endpoints import latent_endpoints
from tests.answers.photos import context_of, photo
from tests.tiny import save_tiny
from tests.ui.pictures import shown


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    place = tmp_path_factory.mktemp("home")
    return context_of(place, save_tiny(place / "tiny"))


@pytest.fixture(scope="module")
def ask(context: Context) -> dict[str, Callable[..., Any]]:
    return {one.__name__: one for one in latent_endpoints(context)}


def made(context: Context, face: Face) -> np.ndarray:
    model = context.checkpoints.open("tiny")
    ((*_, largest),) = model.pictures([model.style_of(face)])
    return largest.astype(int)


def test_the_face_of_a_seed_says_what_brings_it_back(ask, context: Context):
    answer = ask["generate"](seed=3, truncation=0.5)
    expected = made(context, Face(Recipe(3, truncation=0.5)))
    assert np.abs(shown(answer.pop("image")) - expected).max() <= 1
    assert answer == {
        "checkpoint": "tiny",
        "face": "seed=3&truncation=0.5",
        "link": "?tab=latent&checkpoint=tiny&seed=3&truncation=0.5",
    }
    assert shown(ask["generate"](size=256)["image"]).shape == (256, 256, 3)


@pytest.mark.parametrize("face", ["seed=7", "?tab=latent&seed=7&store=bundled",
                                  "http://127.0.0.1:7860/?seed=7#top", " seed=7 "])  # fmt: skip
def test_a_face_is_changed_however_it_is_written(ask, context: Context, face: str):
    answer = ask["edit"](face, components={"0": 1.5})
    expected = made(context, Face(Recipe(7, components=((0, 1.5),))))
    assert np.abs(shown(answer["image"]) - expected).max() <= 1
    assert answer["face"] == "seed=7&components=0:1.5"
    assert ask["edit"](answer["face"], apart=True)["face"] == f"{answer['face']}&apart=1"


def test_a_way_begins_and_ends_at_its_faces(ask):
    way = ask["interpolate"]("seed=1", "seed=2", 4, "slerp")
    assert len(way) == 4
    for between, seed in ((way[0], 1), (way[-1], 2)):
        end = shown(ask["generate"](seed=seed)["image"])
        assert np.abs(shown(between["image"]) - end).max() <= 1
    again = ask["edit"](way[1]["face"])
    assert again["image"] == way[1]["image"]


def test_a_photo_is_approached_and_its_face_goes_on(ask):
    content = base64.encodebytes(photo()).decode()  # in lines, as base64 writes them
    first, uri = (ask["project"](given, steps=5) for given in (content, f"data:;base64,{content}"))
    assert first["image"] == uri["image"]
    assert first["pixels"] > 0
    assert shown(first["target"]).shape == (128, 128, 3)
    assert first["face"].startswith("style=")
    assert np.abs(shown(ask["edit"](first["face"])["image"]) - shown(first["image"])).max() <= 1


@pytest.mark.parametrize(
    ("name", "values", "sentence"),
    [
        ("generate", {"seed": -1}, "seed must be"),
        ("generate", {"truncation": float("nan")}, "truncation must be"),
        ("generate", {"size": 10**6}, "size must be a whole number from 0"),
        ("generate", {"checkpoint": "elsewhere"}, "no checkpoint 'elsewhere'"),
        ("edit", {"face": "sed=7"}, "did you mean 'seed'"),
        ("edit", {"face": "seed=7&seed=8"}, "given twice"),
        ("edit", {"face": "", "attributes": {"Smiling": 1}}, "attribute"),
        ("edit", {"face": "", "components": {"x": 1}}, "number must be"),
        ("interpolate", {"start": "", "end": "", "steps": 1}, "steps must be"),
        ("interpolate", {"start": "", "end": "", "path": "jump"}, "path must be lerp or slerp"),
        ("project", {"image": "?!"}, "must be base64 or a data URI"),
        ("project", {"image": ""}, "A photo has 1 byte to 12 MB"),
        ("project", {"image": None}, "A photo is base64 text"),
        ("project", {"image": "A" * (3 * MOST_PHOTO_BYTES)}, "at most 12 MB"),
        ("project", {"image": "AAAA"}, "is not a JPEG, PNG"),
        ("project", {"image": "AAAA", "steps": -1}, "steps must be"),
    ],
)
def test_nonsense_is_refused(ask, name: str, values: dict[str, Any], sentence: str):
    with pytest.raises(FacegenError, match=sentence) as caught:
        ask[name](**values)
    assert isinstance(caught.value, QueryError) or name in ("generate", "project")
