"""The named endpoints over HTTP, and what the server refuses."""

import base64
import io
import json
import urllib.error
import urllib.request

import numpy as np
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from PIL import Image

from facegen.attributes import CELEBA_ATTRIBUTES


@pytest.fixture(scope="module")
def client(server) -> Client:
    return Client(server.address, verbose=False, analytics_enabled=False)


def picture(answer: dict) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(answer["image"].split(",")[1]))))


def test_the_datasets_are_listed(client):
    listed, *_ = client.predict(api_name="/datasets")
    assert listed["store"] == "bundled"
    assert listed["synthetic"]
    assert listed["faces"] >= 4096
    assert tuple(listed["attributes"]) == CELEBA_ATTRIBUTES


def test_an_average_face_comes_with_its_numbers(client, bundled):
    men = client.predict("bundled", ["Male"], [], "median", api_name="/average_face")
    others = client.predict("bundled", [], ["Male"], "median", api_name="/average_face")
    assert men["support"] + others["support"] == men["faces"]
    assert picture(men).shape == (*2 * (bundled.size_px,), 3)
    assert not np.array_equal(picture(men), picture(others))


def test_samples_and_shared_attributes_answer(client):
    drawn = client.predict("bundled", ["Smiling"], [], "pixels", api_name="/sample_faces")
    assert drawn["neighbour_difference"] > 2 * drawn["neighbour_difference_of_faces"]
    shared = client.predict("bundled", ["Mustache"], [], api_name="/shared_attributes")
    assert {row["attribute"] for row in shared} <= set(CELEBA_ATTRIBUTES)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (("bundled", ["Mael"], [], "mean"), "Did you mean 'Male'?"),
        (("bundled", "Male", [], "mean"), "must be a list"),
        (("bundled", [], [], "mode"), "statistic must be one of"),
        (("bundled", [], [], "quantile", 2), "quantile must be"),
        (("bundled", [], [], "mean", 0.5, -3), "sample_size must be"),
        (("bundled", [], [], "mean", 0.5, 10**12), "sample_size must be"),
        (("bundled", [], [], "mean", 0.5, 0, -1), "seed must be"),
        (("../../etc", [], [], "mean"), "There is no dataset"),
        (("bundled", ["Male"], ["Male"], "mean"), "no face"),
    ],
)
def test_nonsense_gets_a_sentence(client, values, sentence):
    with pytest.raises(AppError, match=sentence.replace("?", r"\?")):
        client.predict(*values, api_name="/average_face")


def status(request: urllib.request.Request | str) -> int:
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_what_the_page_does_not_need_is_closed(server):
    upload = urllib.request.Request(f"{server.address}/gradio_api/upload", b"x", method="POST")
    assert status(upload) == 404
    assert status(f"{server.address}/monitoring") == 404
    assert status(f"{server.address}/gradio_api/file=/etc/passwd") in (403, 404)
    with urllib.request.urlopen(server.address, timeout=60) as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_server_is_alive_and_logged_no_crash_after_all_that(server, client):
    nonsense = ["bundled", [], [], "quantile", float("nan")]
    body = json.dumps({"data": nonsense}).encode()
    headers = {"Content-Type": "application/json"}
    called = f"{server.address}/gradio_api/call/average_face"
    assert status(urllib.request.Request(called, body, headers, method="POST")) < 500
    body = json.dumps({"data": [None] * 9}).encode()
    for number in range(8):
        address = f"{server.address}/gradio_api/run/{number}"
        status(urllib.request.Request(address, body, headers, method="POST"))
    assert client.predict(api_name="/datasets")
    assert "A handler failed" not in server.log.read_text()
