"""The story's route, its links to the workbench, and what its script reads."""

from urllib.parse import parse_qsl

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from facegen.answers.context import Context
from facegen.answers.story.kept import MOST, PICTURE_BYTES, SIDE_PX, Kept
from facegen.answers.story.told import STEPS
from facegen.answers.story.view import ShownView
from facegen.config import Settings
from facegen.errors import FacegenError
from facegen.latent.request import FaceRequest
from facegen.ui.average.comparisons import read_link as average_link
from facegen.ui.average.comparisons import stage_of
from facegen.ui.handlers import refuse
from facegen.ui.pixels.views import read_link as pixels_link
from facegen.ui.scripts import scripts
from facegen.ui.server import PHOTOS
from facegen.ui.story.routes import story_routes
from tests.bundled import lend_bundled
from tests.ui.pictures import shown
from tests.wire import read_as


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    home = lend_bundled(tmp_path_factory.mktemp("home"))
    return Context(Settings.from_environment({"FACEGEN_HOME": str(home)}))


@pytest.fixture(scope="module")
def client(context: Context) -> TestClient:
    routes = story_routes(context)
    return TestClient(Starlette(routes=routes, exception_handlers={FacegenError: refuse}))


def read_by_its_tab(context: Context, fields: dict[str, str]) -> None:
    """Have a link read by the tab it names, which refuses what means nothing to it."""
    readers = {
        "average": lambda: average_link(fields, context.default),
        "pixels": lambda: pixels_link(fields, context.default, 128),
        "latent": lambda: FaceRequest.read({k: v for k, v in fields.items() if k != "tab"}),
        "training": lambda: context.watch.find(fields["run"]),
    }
    readers[fields["tab"]]()


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_the_workbench_understands_the_link_of_every_step(context: Context, client, step):
    for choice in {step.first, "" if step.is_free else step.choices[-1][0]}:
        answered = client.get("/story/view", params={"step": step.key, "choice": choice})
        view = read_as(ShownView, answered.text)
        if view.link:
            read_by_its_tab(context, dict(parse_qsl(view.link.removeprefix("?"))))


def test_the_workbench_shows_the_face_that_the_story_does(context: Context, client: TestClient):
    asked = {"step": "ask", "choice": "Male,Eyeglasses"}
    view = client.get("/story/view", params=asked).json()
    fields = dict(parse_qsl(view["link"].removeprefix("?")))
    opened = stage_of(context, average_link(fields, context.default))
    there, here = opened["faces"][0], view["pictures"][0]
    np.testing.assert_array_equal(shown(there["src"]), shown(here["src"]))


def test_the_script_reads_what_the_route_answers(client: TestClient):
    answered = client.get("/story/view", params={"step": "average", "choice": "20"})
    assert answered.headers["cache-control"] == "no-store"
    view = answered.json()
    for name in ("pictures", "message", "plot", "shares", "batches"):
        assert name in view
    read = scripts()["story/shown.js"].decode() + scripts()["story/panel.js"].decode()
    for name in view:
        assert name in read
    assert view["pictures"][0]["src"].startswith("data:image/webp;base64,")


def test_own_pictures_are_taken_as_the_script_sends_them(context: Context, client: TestClient):
    read = scripts()["story/own/read.js"].decode()
    assert f"SIDE_PX = {SIDE_PX};" in read
    assert f"MOST = {MOST};" in read
    assert PHOTOS["/story/own"] == MOST * PICTURE_BYTES
    pictures = np.arange(2 * PICTURE_BYTES, dtype=np.uint8)
    answered = client.post("/story/own", content=pictures.tobytes())
    kept = read_as(Kept, answered.text)
    key = dict(parse_qsl(kept.link.removeprefix("?")))["store"]
    np.testing.assert_array_equal(context.population(key).store.faces.ravel(), pictures)
    refused = client.post("/story/own", content=b"x")
    assert refused.status_code == 400
    assert "1 bytes were sent" in refused.json()["error"]


@pytest.mark.parametrize("query", ["step=none", "step=average&choice=3", "steps=average",
                                   "store=elsewhere", "choice=" + "9" * 300])  # fmt: skip
def test_nonsense_is_refused_with_a_sentence(client: TestClient, query: str):
    answered = client.get(f"/story/view?{query}")
    assert answered.status_code == 400
    assert answered.json()["error"].endswith((".", "?"))


def test_the_steps_are_told_without_a_number_that_the_faces_decide():
    """What is counted is in the answers, so that the words hold over any faces."""
    for step in STEPS:
        assert "8,192" not in " ".join(step.text)
