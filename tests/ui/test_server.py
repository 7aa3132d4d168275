"""The page behind its guards, as it is served."""

import re
from collections.abc import Iterator

import gradio as gr
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from facegen.answers.context import Context
from facegen.config import Settings
from facegen.errors import QueryError
from facegen.ui.guards.bodies import MOST_BYTES
from facegen.ui.refusals import NEUTRAL
from facegen.ui.routes import page_routes
from facegen.ui.server import PHOTOS, TEXTS, application
from tests.ui.blocks import closing_loops

SETTINGS = Settings.from_environment({})


async def count(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def refused(request: Request) -> Response:
    raise QueryError("No face has these.")


async def broken(request: Request) -> Response:
    raise RuntimeError("/home/ada/secret")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    routes = [
        Route("/refused", refused),
        Route("/broken", broken),
        *(Route(path, count, methods=["POST"]) for path in ("/other", *PHOTOS)),
    ]
    with closing_loops():
        with gr.Blocks(analytics_enabled=False) as page:
            gr.Markdown("Who is this?")
        app = application(page, SETTINGS, routes)
        yield TestClient(app, base_url="http://127.0.0.1:7860", raise_server_exceptions=False)


def test_the_page_is_answered_with_its_marks(client: TestClient):
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Who is this?" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_page_is_sent_compressed_and_its_scripts_are_kept(client: TestClient):
    answer = client.get("/", headers={"accept-encoding": "br"})
    assert answer.headers["content-encoding"] == "br"
    assert int(answer.headers["content-length"]) < len(answer.content)
    scripts = re.findall(r"assets/[\w-]+\.js", answer.text)
    kept = [client.get(f"/{script}").headers["cache-control"] for script in scripts]
    assert kept
    assert all("immutable" in one for one in kept)


def test_a_route_refuses_with_its_sentence_and_fails_with_a_neutral_one(client: TestClient):
    answer = client.get("/refused")
    assert (answer.status_code, answer.json()) == (400, {"error": "No face has these."})
    answer = client.get("/broken")
    assert (answer.status_code, answer.json()) == (500, {"error": NEUTRAL})


def test_a_foreign_name_and_what_is_closed_are_not_answered(client: TestClient):
    assert client.get("/", headers={"host": "evil.com"}).status_code == 421
    assert client.post("/gradio_api/upload").status_code == 404


def test_only_where_photos_come_in_may_much_be_sent(client: TestClient):
    body = b"x" * (MOST_BYTES + 1)
    assert client.post("/other", content=body).status_code == 413
    for path in PHOTOS:
        assert client.post(path, content=body).text == str(len(body))


def test_the_paths_that_take_much_are_there(doodles: Context):
    paths = {route.path for route in page_routes(doodles) if isinstance(route, Route)}
    ours = {path for path in (*PHOTOS, *TEXTS) if not path.startswith("/gradio_api/")}
    assert ours <= paths
