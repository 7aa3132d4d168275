"""What is handed to browsers that look at pictures, and what they may ask instead."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from facegen.answers.choices import opened
from facegen.answers.context import Context
from facegen.answers.latent_view import ModelView
from facegen.answers.networks import FACES, graphs
from facegen.config import Settings
from facegen.errors import FacegenError
from facegen.latent.graphs.portable import ENCODER
from facegen.latent.model import LatentModel
from facegen.models.places import shipped
from facegen.ui.handlers import refuse
from facegen.ui.latent.routes import latent_routes
from tests.wire import read_as


@pytest.fixture(scope="module")
def model() -> LatentModel:
    """A generator that ships, with its encoder and its graphs."""
    return opened(next(folder for folder in shipped() if (folder / "onnx" / ENCODER).is_file()))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = {"FACEGEN_HOME": str(tmp_path_factory.mktemp("home"))}
    routes = latent_routes(Context(Settings.from_environment(home)))
    with TestClient(Starlette(routes=routes, exception_handlers={FacegenError: refuse})) as client:
        yield client


@pytest.fixture(scope="module")
def about(client: TestClient) -> ModelView:
    return read_as(ModelView, client.get("/latent/model").text)


def test_parts_are_handed_out_for_good_under_their_version(client, about, model):
    assert about.guesses == "browser"
    assert model.graphs is not None
    asked = f"/latent/graphs/{about.graphs}"
    answer = client.get(f"{asked}/encoder?checkpoint={about.checkpoint}")
    assert answer.content == (model.graphs / ENCODER).read_bytes()
    assert "immutable" in answer.headers["cache-control"]
    for address in (f"{asked}/decoder", "/latent/graphs/0000000000000000/encoder"):
        refused = client.get(address)
        assert (refused.status_code, "error" in refused.json()) == (400, True)


def test_networks_for_any_generator_are_handed_out(client, about):
    assert dict(about.networks).keys() == {"faces", "attributes"}
    for name, version in about.networks.items():
        assert client.get(f"/latent/networks/{version}/{name}").content == graphs()[name]
    assert graphs()["faces"] == FACES.read_bytes()
    assert client.get("/latent/networks/0000000000000000/faces").status_code == 400
    assert client.get(f"/latent/networks/{about.networks['faces']}/ears").status_code == 400


def test_the_attributes_are_named_in_the_order_they_are_read_in(client, about):
    told = client.get("/latent/reading?seed=1").json()["probabilities"]
    assert tuple(told) == about.read
