"""The plain routes of the Latent tab, asked as a browser and as a vandal would."""

import base64
import io
import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest
import torch
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from facegen.answers.context import Context
from facegen.answers.latent_view import (
    FilmFile,
    FoundFace,
    ModelView,
    NumbersView,
    PhotoFaces,
    PhotoSquare,
    PhotoStep,
    PhotoTarget,
    ReadingView,
    Share,
    SliderReach,
)
from facegen.config import Settings
from facegen.errors import FacegenError
from facegen.latent.recipe import Recipe, bytes_of, text_of
from facegen.latent.request import Face, FaceRequest
from facegen.models.attribute_net import AttributeNet
from facegen.models.checkpoint import load_checkpoint, save_checkpoint
from facegen.models.latents import latents_of
from facegen.models.msg_gan import Generator, MsgGanConfig
from facegen.shipped import checkpoint
from facegen.ui.handlers import refuse
from facegen.ui.latent.routes import latent_routes
from facegen.wire import Failure
from tests.bundled import lend_bundled
from tests.wire import read_as


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    model = Generator(MsgGanConfig(generator_channels=(24, 24, 16, 8), latent_dim=16)).eval()
    with torch.no_grad():
        model.mean_style.copy_(model.style(latents_of(range(100), model.latent_dim)).mean(0))
    place = tmp_path_factory.mktemp("checkpoints") / "tiny"
    save_checkpoint(place, model, "card")
    return place


@pytest.fixture(scope="module")
def client(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = lend_bundled(tmp_path_factory.mktemp("home"))
    context = Context(
        Settings.from_environment({"FACEGEN_HOME": str(home), "FACEGEN_CHECKPOINT": str(folder)})
    )
    app = Starlette(routes=latent_routes(context), exception_handlers={FacegenError: refuse})
    with TestClient(app, raise_server_exceptions=True) as client:
        yield client


def pixels(answer) -> np.ndarray:
    assert answer.status_code == 200, answer.text
    return np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB")).astype(int)


def test_a_face_is_what_the_generator_makes_of_its_seed(client, folder):
    shown = pixels(client.get("/latent/face?checkpoint=tiny&seed=5&scale=32"))
    expected = load_checkpoint(folder)(latents_of([5], 16))[-1][0].detach()
    expected = ((expected.permute(1, 2, 0) + 1) * 127.5).clamp(0, 255).numpy()
    assert np.abs(shown - expected).max() <= 1.01
    first = client.get("/latent/face?seed=5&form=png").content
    assert first == client.get("/latent/face?seed=5&form=png").content


def test_a_picture_carries_the_face_it_shows(client):
    asked = Face(Recipe(9, components=((1, 2.5),), truncation=0.7), Recipe(4), "slerp", 0.25)
    answer = client.get("/latent/face", params={**asked.fields(), "form": "png", "save": "1"})
    assert answer.headers["content-disposition"].startswith("attachment")
    note = Image.open(io.BytesIO(answer.content)).text["facegen"]  # type: ignore[attr-defined]
    assert FaceRequest.read(dict(parse_qsl(note))).face == asked


def test_a_sheet_holds_the_faces_of_consecutive_seeds(client):
    sheet = pixels(client.get("/latent/sheet?seed=10&count=6&columns=3"))
    assert sheet.shape == (64, 96, 3)
    one = pixels(client.get("/latent/face?seed=14&scale=32"))
    assert np.abs(sheet[32:, 32:64] - one).max() <= 1


def test_a_strip_leads_from_a_to_b(client):
    strip = pixels(
        client.get("/latent/sheet?seed=1&seed2=2&blend=lerp&vary=position&count=5&columns=5")
    )
    for at, seed in ((0, 1), (4, 2)):
        end = pixels(client.get(f"/latent/face?seed={seed}&scale=32"))
        assert np.abs(strip[:, at * 32 : at * 32 + 32] - end).max() <= 1


def test_a_checkpoint_is_described(client):
    about = read_as(ModelView, client.get("/latent/model").text)
    assert about.checkpoint == "tiny"
    assert about.scales == (4, 8, 16, 32)
    assert about.choices[0].key == "tiny"
    assert (len(about.components), about.latent_dim) == (16, 16)
    assert about.groups == ()


def test_what_ships_has_sliders_that_say_what_they_do(client):
    choices = read_as(ModelView, client.get("/latent/model").text).choices
    shipped = next(choice.key for choice in choices if choice.key != "tiny")
    about = read_as(ModelView, client.get("/latent/model", params={"checkpoint": shipped}).text)
    sliders = {one.name: one for group in about.groups for one in group.attributes}
    assert sliders["Smiling"].label == "Smiling"
    assert "its probability changes by" in sliders["Smiling"].note


def test_the_numbers_of_a_face_lead_back_to_it(client):
    answer = client.get("/latent/numbers?seed=3&components=0:2")
    found = read_as(NumbersView, answer.text)
    assert found.facegen == {"checkpoint": "", "seed": "3", "components": "0:2"}
    assert answer.headers["content-disposition"].endswith('.json"')
    style = text_of(bytes_of(np.ravel(found.styles).tolist()))
    again = client.get(f"/latent/face?style={style}&form=png").content
    np.testing.assert_array_equal(
        pixels(client.get("/latent/face?seed=3&components=0:2&form=png")),
        np.asarray(Image.open(io.BytesIO(again))),
    )


NAN = text_of(bytes_of([float("nan")] * 16))


@pytest.mark.parametrize("route", ["face", "numbers"])
@pytest.mark.parametrize(
    "query",
    [
        "seed=nan", "seed=-1", "seed=1e3", "seed=99999999999999999999", "truncation=inf",
        "truncation=3", "components=0:nan", "components=99:1", "components=0", "components=0:1e5",
        f"latent={NAN}", "latent=AAAA", "style=AAAAAA", "latent=%00", "attributes=Nobody:1",
        "coordinates=16:1", "blend=mix&coarse=9", "blend=no", "blend=lerp&position=nan",
        "checkpoint=../../etc", "checkpoint=elsewhere", "form=svg", "scale=1e9",
        "enlarged=999999", "Seed=7", "truncaton=0.2", "colour=red",
    ],
)  # fmt: skip
def test_nonsense_is_answered_with_one_sentence(client, route, query):
    answer = client.get(f"/latent/{route}?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"].endswith((".", "?"))


@pytest.mark.parametrize(
    "query",
    [
        "face?scale=7", "face?session=" + "a" * 65, "model?checkpoint=x", "sheet?scale=7",
        "sheet?seed=nan", "sheet?count=65", "sheet?count=nan", "sheet?vary=position",
        "sheet?vary=x", f"sheet?seed={2**63 - 1}",
    ],
)  # fmt: skip
def test_what_each_route_alone_refuses(client, query):
    answer = client.get(f"/latent/{query}")
    assert answer.status_code == 400
    assert "error" in json.loads(answer.text)


def lines(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    return answer.text.splitlines()


def objects(answer) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines(answer)]


@pytest.mark.parametrize(
    ("way", "keys"),
    [("lerp", [{"seed": 1}, {"seed": 2}]), ("loop", [{"seed": i} for i in range(3)])],
)
def test_a_film_is_told_as_it_is_made_and_is_the_same_each_time(client, way, keys):
    asked = {"way": way, "keys": keys, "form": "gif", "size": 64, "rate": 10, "seconds": 1}
    *told, last = lines(client.post("/latent/film", json=asked))
    shares = [read_as(Share, line).progress for line in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    made = read_as(FilmFile, last)
    assert (made.mime, made.name) == ("image/gif", f"facegen-{way}.gif")
    with Image.open(io.BytesIO(base64.b64decode(made.content))) as film:
        assert film.n_frames == 10  # type: ignore[attr-defined]
        assert film.size == (64, 64)
    assert lines(client.post("/latent/film", json=asked))[-1] == last


def test_a_film_begins_and_ends_at_its_faces(client):
    asked = {"keys": [{"seed": 1}, {"seed": 2}], "form": "webp", "size": 32, "rate": 4}
    *_, last = lines(client.post("/latent/film", json={**asked, "seconds": 2, "even": False}))
    with Image.open(io.BytesIO(base64.b64decode(read_as(FilmFile, last).content))) as film:
        ends = [pixels(client.get(f"/latent/face?seed={seed}&scale=32")) for seed in (1, 2)]
        for frame, (own, other) in ((0, ends), (7, ends[::-1])):
            film.seek(frame)
            ours = np.asarray(film.convert("RGB")).astype(int)
            assert np.abs(ours - own).mean() < 0.3 * np.abs(ours - other).mean()


@pytest.mark.parametrize(
    "asked",
    [
        None, [], {}, {"keys": 3}, {"keys": []}, {"keys": [{"seed": 1}]}, {"keys": [1, 2]},
        {"keys": [{"seed": "nan"}, {}]}, {"keys": [{}, {}], "way": "jump"},
        {"keys": [{}, {}], "seconds": 1e9}, {"keys": [{}, {}], "seconds": "long"},
        {"keys": [{}, {}], "rate": 0.5}, {"keys": [{}, {}], "size": 10**6},
        {"keys": [{}, {}], "form": "exe"}, {"keys": [{}] * 1000, "way": "loop"},
        {"keys": [{}, {}], "size": 10**400}, {"keys": [{}, {}], "rat": 30},
        {"keys": [{"sed": 1}] * 2},
    ],
)  # fmt: skip
def test_a_film_of_nonsense_is_refused(client, asked):
    answer = client.post("/latent/film", json=asked)
    assert answer.status_code == 400
    assert answer.json()["error"].endswith((".", "?"))


def test_what_does_not_fit_the_checkpoint_is_the_last_line(client):
    asked = {"keys": [{"components": "99:1"}, {}], "seconds": 1}
    *_, last = lines(client.post("/latent/film", json=asked))
    assert "components 0 to 15" in read_as(Failure, last).error


def test_too_much_is_not_read(client):
    answer = client.post("/latent/film", content=b"x" * (2 << 20))
    assert answer.status_code == 400
    assert "At most 1,024 KB" in answer.json()["error"]


def test_a_reading_is_the_attribute_network_s_own(client):
    found = read_as(ReadingView, client.get("/latent/reading?seed=3").text)
    face = pixels(client.get("/latent/face?seed=3&scale=32&form=png")).astype(np.uint8)
    network = AttributeNet.load(checkpoint("attributes"))
    (logits,) = network.describe(face[None]).logits
    for name, logit in zip(network.config.attributes, logits, strict=True):
        assert found.probabilities[name] == pytest.approx(1 / (1 + np.exp(-logit)), abs=0.02)
    assert 0.3 < found.frequencies["Male"] < 0.6


def photo(form: str = "JPEG") -> bytes:
    """Draw a picture that nobody would take for a face."""
    across = np.linspace(0, 255, 200, dtype=np.uint8)
    image = np.stack(np.broadcast_arrays(across[:, None], across[None], np.uint8(90)), -1)
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(image)).save(buffer, form)
    return buffer.getvalue()


def test_a_photo_is_approached_step_by_step(client):
    begun, *told, ended = lines(client.post("/latent/project?steps=40", content=photo()))
    first, last = read_as(PhotoTarget, begun), read_as(FoundFace, ended)
    steps = [read_as(PhotoStep, line) for line in told]
    assert first.found == "centre"
    assert "face" in first.hint
    assert [step.step for step in steps] == list(range(0, 41, 5))
    assert last.pixels < steps[0].pixels
    assert last.unseen_pixels is None  # nobody measured this checkpoint
    shown = pixels(client.get(f"/latent/face?scale=32&form=png&style={last.style}"))
    told = base64.b64decode(steps[-1].picture.split(",")[1])
    assert np.abs(shown - np.asarray(Image.open(io.BytesIO(told)))).max() <= 1


def test_a_square_of_the_photo_is_what_is_looked_for(client):
    about = read_as(PhotoFaces, client.post("/latent/faces", content=photo()).text)
    assert about == PhotoFaces(200, 200, (), PhotoSquare(100, 100, 200, 0))
    first, *_ = objects(client.post("/latent/project?steps=0&square=150,60,50,0", content=photo()))
    assert first["found"] == "chosen"
    target = np.asarray(Image.open(io.BytesIO(base64.b64decode(first["target"].split(",")[1]))))
    across, down = np.linspace(0, 255, 200)[[150, 60]]
    np.testing.assert_allclose(target.mean((0, 1))[:2], (down, across), atol=2)


def test_a_photo_that_is_not_read_is_answered_with_what_to_do(client):
    heic = b"\0\0\0\x18ftypheic" + bytes(40)
    answer = client.post("/latent/faces", content=heic)
    assert answer.status_code == 400
    assert "HEIC picture, as iPhones take them" in answer.json()["error"]
    assert "export it as JPEG" in answer.json()["error"]


def test_the_generator_is_tuned_to_a_photo_saved_opened_and_forgotten(client):
    *_, found = objects(client.post("/latent/project?steps=5", content=photo()))
    tune = f"/latent/tune?style={found['style']}"
    *steps, last = objects(client.post(tune, content=photo()))
    assert steps[-1]["step"] == steps[-1]["steps"]
    assert last["before"]["pixels"] == pytest.approx(found["pixels"], abs=0.5)
    assert last["pixels"] < last["before"]["pixels"]
    key = last["checkpoint"]

    def drawn(checkpoint: str) -> np.ndarray:
        fields = {"checkpoint": checkpoint, "scale": "32", "form": "png", "style": found["style"]}
        return pixels(client.get("/latent/face", params=fields))

    told = base64.b64decode(steps[-1]["picture"].split(",")[1])
    mine = drawn(key)
    assert np.abs(mine - np.asarray(Image.open(io.BytesIO(told)))).max() <= 1
    assert np.abs(mine - drawn("tiny")).mean() > 1
    assert client.get("/latent/model", params={"checkpoint": key}).json()["checkpoint"] == key
    reach = client.get("/latent/reach", params={"checkpoint": key})
    assert read_as(SliderReach, reach.text) == SliderReach({})  # it has no attributes' sliders
    assert all("~" not in one["key"] for one in client.get("/latent/model").json()["choices"])

    saved = client.get("/latent/tuned", params={"checkpoint": key})
    again = client.post("/latent/tuned?checkpoint=tiny", content=saved.content).json()
    assert again["style"] == found["style"]
    np.testing.assert_array_equal(drawn(again["checkpoint"]), mine)
    assert client.post("/latent/forget", params={"checkpoint": key}).status_code == 204
    for route in ("face", "tuned", "model", "reach"):
        gone = client.get(f"/latent/{route}", params={"checkpoint": key})
        assert gone.status_code == 400
        assert "has been forgotten" in gone.json()["error"]


@pytest.mark.parametrize(
    ("route", "content", "sentence"),
    [
        ("tuned", b"nonsense", "this one cannot be read"),
        ("tuned?checkpoint=elsewhere", b"", "no checkpoint 'elsewhere'"),
        ("tuned?key=1", b"", "no field 'key'"),
        ("tune?stile=AAAA", b"", "no field 'stile'"),
    ],
)
def test_what_is_no_tuned_face_is_refused(client, route, content, sentence):
    answer = client.post(f"/latent/{route}", content=content)
    assert answer.status_code == 400
    assert sentence in answer.json()["error"]


def test_a_style_that_is_none_ends_the_tuning(client):
    *_, last = objects(client.post("/latent/tune?style=AAAAAA", content=photo()))
    assert "16 or 64 numbers" in last["error"]


def test_what_was_reached_for_unseen_photos_stands_beside(client, folder):
    measured = {"reached": {"held_out": {"pixels": [10.0, 20.0, 90.0], "features": [1, 2, 3]}}}
    (folder / "projection.json").write_text(json.dumps(measured))
    weights = folder / "model.safetensors"
    os.utime(weights, (0, 0))  # something new to open
    time.sleep(1.1)  # as long as nobody looks again
    *_, last = lines(client.post("/latent/project?steps=0", content=photo()))
    assert read_as(FoundFace, last).unseen_pixels == 20


def test_each_scale_may_have_a_style_of_its_own(client):
    *_, last = lines(client.post("/latent/project?steps=5&own=1", content=photo("PNG")))
    style = read_as(FoundFace, last).style
    assert client.get(f"/latent/face?style={style}").status_code == 200
    assert len(style) > 3 * 16 * 4 * 4 / 3


def test_without_a_photo_the_mean_face_of_a_query_is_meant(client):
    first, *_ = lines(client.post("/latent/project?steps=0&with=Smiling&without=Male"))
    target = base64.b64decode(read_as(PhotoTarget, first).target.split(",")[1])
    assert Image.open(io.BytesIO(target)).size == (128, 128)
    assert "Smiling without Male" in read_as(PhotoTarget, first).hint


@pytest.mark.parametrize(
    ("query", "content", "sentence"),
    [
        ("", b"no picture", "is not a JPEG, PNG"),
        ("", photo()[:200], "is damaged|is not a"),
        ("setps=1", photo(), "did you mean .steps"),
        ("", b"x" * (13 << 20), "At most 12,288 KB"),
        ("steps=nan", photo(), "steps must be"),
        ("steps=100000", photo(), "steps must be"),
        ("own=2", photo(), "own must be"),
        ("square=1,2,3", photo(), "four numbers x,y,side,turn, but there are 3"),
        ("square=1,2,nan,4", photo(), "square must be a number"),
        ("square=500,2,30,4", photo(), "middle, across, must be a number from 0 to 200"),
        ("with=Nobody", b"", "'Nobody' is not an attribute"),
        ("with=Male&without=Male", b"", "[Nn]o face"),
        ("store=elsewhere", b"", "no dataset 'elsewhere'"),
    ],
)
def test_what_is_no_photo_is_refused(client, query, content, sentence):
    answer = client.post(f"/latent/project?{query}", content=content)
    assert answer.status_code == 400
    assert re.search(sentence, answer.json()["error"])
