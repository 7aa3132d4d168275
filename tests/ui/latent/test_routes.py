"""The plain routes of the Latent tab, asked as a browser and as a vandal would."""

import io
import json
import re
from urllib.parse import parse_qsl

import numpy as np
import pytest
from PIL import Image

from facegen.answers.latent_view import (
    ModelView,
    NumbersView,
    ReadingView,
)
from facegen.attributes import FAVOURITES
from facegen.latent.recipe import Recipe, bytes_of, text_of
from facegen.latent.request import Face, FaceRequest
from facegen.models.attribute_net import AttributeNet
from facegen.models.checkpoint import load_checkpoint
from facegen.models.latents import latents_of
from facegen.shipped import checkpoint
from tests.tiny import save_tiny
from tests.ui.latent.asked import pixels
from tests.ui.latent.conftest import client_of
from tests.wire import read_as


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


def test_a_face_of_a_checkpoint_with_foreign_letters_is_saved(tmp_path):
    folder = save_tiny(tmp_path / "Zoë-малая")
    with client_of(folder, tmp_path / "home") as client:
        for route in ("face?save=1&", "numbers?"):
            answer = client.get(f"/latent/{route}checkpoint={folder.name}&seed=5")
            assert answer.status_code == 200
            name = answer.headers["content-disposition"].partition("filename=")[2]
            assert re.fullmatch(r'"Zo--------seed5\.(webp|json)"', name)


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
    assert [one.name for one in about.groups[0].attributes] == list(FAVOURITES)
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


def test_a_reading_is_the_attribute_network_s_own(client):
    found = read_as(ReadingView, client.get("/latent/reading?seed=3").text)
    face = pixels(client.get("/latent/face?seed=3&scale=32&form=png")).astype(np.uint8)
    network = AttributeNet.load(checkpoint("attributes"))
    (logits,) = network.describe(face[None]).logits
    for name, logit in zip(network.config.attributes, logits, strict=True):
        assert found.probabilities[name] == pytest.approx(1 / (1 + np.exp(-logit)), abs=0.02)
    assert 0.3 < found.frequencies["Male"] < 0.6


def test_what_is_common_is_counted_among_the_faces_asked_for(client, bundled):
    asked = {"seed": "3", "with": "Smiling", "without": "Male"}
    found = read_as(ReadingView, client.get("/latent/reading", params=asked).text)
    names = bundled.attribute_names
    table = bundled.attributes_of(np.arange(bundled.count))
    these = table[table[:, names.index("Smiling")] & ~table[:, names.index("Male")]]
    assert found.frequencies == pytest.approx(dict(zip(names, these.mean(0), strict=True)))
    assert client.get("/latent/reading?seed=3&with=Tail").status_code == 400
