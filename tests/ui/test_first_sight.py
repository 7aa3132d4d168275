"""What the page's first answer shows, before any script has run."""

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from facegen.answers.story.beginning import FirstFace
from facegen.answers.story.told import STEPS
from facegen.ui import page
from facegen.ui.first_sight import FIRST, FirstSight, Meanwhile
from facegen.ui.scripts import address_of, needed_by, scripts
from facegen.ui.titles import TITLES

PAGE = "<html><body><p>before</p><gradio-app></gradio-app></body></html>"
FACES = (FirstFace("data:image/webp;base64,AAAA", "Picture A"),)
PICTURE = '<img src="data:image/webp;base64,AAAA" alt="Picture A">'


async def html(_: Request) -> Response:
    return HTMLResponse(PAGE)


async def plain(_: Request) -> Response:
    return JSONResponse({"markup": "<gradio-app>"})


@pytest.fixture
def client() -> TestClient:
    app = Starlette(routes=[Route("/", html), Route("/other", plain)])
    return TestClient(FirstSight(app, lambda: FACES))


def test_the_first_answer_holds_the_question_and_the_faces(client: TestClient):
    answer = client.get("/")
    assert int(answer.headers["content-length"]) == len(answer.content)
    before, after = answer.text.split('<div id="first-sight"')
    assert before.startswith("<html><body><p>before</p>")
    assert after.endswith("<gradio-app></gradio-app></body></html>")
    assert PICTURE in after
    assert STEPS[0].title in after
    assert "facegen is starting" not in after


@pytest.mark.parametrize("link", ["?tab=story", "?__theme=dark", "?tab=story&__theme=dark"])
def test_links_that_ask_for_nothing_else_begin_so_too(client: TestClient, link: str):
    text = client.get(f"/{link}").text
    assert PICTURE in text
    assert ('data-tab="story" data-theme="dark"' in text) == ("dark" in link)


@pytest.mark.parametrize("link", ["?tab=latent", "?tab=story&step=ask", "?with=Smiling",
                                  "?store=mine", "?tab=<b>"])  # fmt: skip
def test_other_links_show_no_face_that_they_do_not_ask_for(client: TestClient, link: str):
    text = client.get(f"/{link}").text
    assert "<img" not in text
    assert "The page is on its way" in text
    assert "<b>" not in text


def test_nothing_but_the_page_is_changed(client: TestClient):
    assert client.get("/other").json() == {"markup": "<gradio-app>"}
    assert client.post("/").status_code == 405


def test_alone_it_says_so_and_asks_for_the_page():
    client = TestClient(Meanwhile(FACES))
    answer = client.get("/?tab=story&__theme=dark")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.startswith("<!doctype html>")
    assert PICTURE in answer.text
    assert 'data-theme="dark"' in answer.text
    assert "aria-hidden" not in answer.text
    assert "facegen is starting" in answer.text
    assert "location.reload()" in answer.text
    assert '<noscript><meta http-equiv="refresh"' in answer.text
    assert "<img" not in client.get("/?tab=latent").text


def test_every_script_of_the_first_tab_is_fetched_at_once(client: TestClient):
    text = client.get("/").text
    for name in needed_by(*FIRST):
        assert f'<link rel="modulepreload" href="{address_of(name)}">' in text
    asked = re.findall(r'href="([^"]+)"', text)
    assert len(asked) == len(set(asked))
    assert set(asked) <= {address_of(name) for name in scripts()}


def test_all_that_a_script_imports_is_needed_by_it():
    assert set(needed_by("widgets/ask.js")) < set(needed_by("story/panel.js"))
    assert {"story/plot.js", "widgets/dom.js", "widgets/address.js"} < set(
        needed_by("story/panel.js")
    )


def test_the_tabs_are_those_of_the_page_in_its_order():
    laid_out = re.findall(r"gr\.Tab\((\w+)_tab\.TITLE, ", Path(page.__file__).read_text())
    assert laid_out == list(TITLES)
