"""Routes that take their time: films, photos, glances, told line by line."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from facegen.answers.latent_view import (
    FilmFile,
    Glance,
    PhotoFaces,
    PhotoSquare,
    PhotoStep,
    PhotoTarget,
    ProjectedFace,
    Share,
    WrittenGraphs,
)
from facegen.wire import Failure
from tests.answers.photos import photo
from tests.ui.latent.asked import lines, objects, pixels
from tests.wire import read_as


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


@pytest.mark.parametrize("asked", [None, {"keys": [{"seed": 1}]}, {"keys": [{}, {}], "rat": 30}])
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
    assert "At most 1 MB" in answer.json()["error"]


def test_a_photo_is_approached_step_by_step(client):
    begun, *told, ended = lines(client.post("/latent/project?steps=40", content=photo()))
    first, last = read_as(PhotoTarget, begun), read_as(ProjectedFace, ended)
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


def test_without_a_photo_the_mean_face_of_a_query_is_meant(client):
    first, *_ = lines(client.post("/latent/project?steps=0&with=Smiling&without=Male"))
    target = base64.b64decode(read_as(PhotoTarget, first).target.split(",")[1])
    assert Image.open(io.BytesIO(target)).size == (128, 128)
    assert "Smiling without Male" in read_as(PhotoTarget, first).hint


@pytest.mark.parametrize(
    ("query", "content", "sentence"),
    [
        ("", photo()[:200], "is damaged|is not a"),
        ("setps=1", photo(), "did you mean .steps"),
        ("", b"x" * (13 << 20), "At most 12 MB"),
        ("with=Nobody", b"", "'Nobody' is not an attribute"),
    ],
)
def test_what_is_no_photo_is_refused(client, query, content, sentence):
    answer = client.post(f"/latent/project?{query}", content=content)
    assert answer.status_code == 400
    assert re.search(sentence, answer.json()["error"])


def test_a_glance_at_nobody_is_answered_and_at_no_picture_refused(client):
    assert read_as(Glance, client.post("/latent/glance", content=photo()).text) == Glance(None, "")
    for query, content in (("", b"no picture"), ("?key=1", photo())):
        answer = client.post(f"/latent/glance{query}", content=content)
        assert (answer.status_code, "error" in answer.json()) == (400, True)


@pytest.mark.parametrize("name", ["", "../x", "a/b/c", "x" * 10_000, "a\0/b", "run:x", "ada/x y"])
def test_a_generator_is_fetched_by_the_name_of_a_repository_alone(client, name):
    answer = client.post("/latent/fetch", params={"name": name})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("The repository is written as owner/name")


@pytest.mark.parametrize("query", ["store=elsewhere", "seed=-1", "sed=1"])
def test_faces_near_to_nonsense_are_not_looked_for(client, query):
    answer = client.post(f"/latent/nearest?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"].endswith((".", "?"))


def test_a_generator_that_stands_alone_needs_no_writing(client):
    about = client.get("/latent/model").json()
    assert about["graphs"]
    assert not about["writable"]
    assert client.get(f"/latent/graphs/{about['graphs']}/weights").status_code == 200
    assert client.get("/latent/explorer").status_code == 200


def test_a_generator_is_written_for_browsers_when_it_is_asked_for(client_by_graphs):
    client = client_by_graphs
    before = client.get("/latent/model").json()
    assert (before["graphs"], before["writable"]) == ("", True)
    (line,) = lines(client.post("/latent/export"))
    written = read_as(WrittenGraphs, line)
    after = client.get("/latent/model").json()
    assert (after["graphs"], after["writable"]) == (written.graphs, False)
    assert client.get(f"/latent/graphs/{written.graphs}/synthesis").status_code == 200
    assert client.get("/latent/explorer").status_code == 200
    (refused,) = objects(client.post("/latent/export", params={"checkpoint": "elsewhere"}))
    assert refused["error"].startswith("There is no checkpoint 'elsewhere'")
