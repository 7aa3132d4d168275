"""Generators tuned to a photo: made, saved, opened again and forgotten, each by a route."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from facegen.answers.latent_view import SliderReach
from tests.answers.photos import photo
from tests.ui.latent.asked import objects, pixels
from tests.wire import read_as


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
        assert gone.status_code == 410
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
