"""The server answers before what it serves is there."""

import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from facegen.errors import FacegenError
from facegen.ui.arriving import NEVER, Arriving

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PATIENCE_SEC = 60


class Making:
    """An application that is made once it may be, and what became of it."""

    def __init__(self, error: Exception | None = None, late: bool = False) -> None:
        self.may, self.error, self.late, self.lived = threading.Event(), error, late, []

    def __call__(self) -> Starlette:
        assert self.may.wait(PATIENCE_SEC)
        if self.error and not self.late:
            raise self.error
        routes = [Route("/", said("the page")), Route("/other", said("another"))]
        guards = [Middleware(Guard, built=self.lived)]
        return Starlette(routes=routes, middleware=guards, lifespan=self.live)

    @asynccontextmanager
    async def live(self, _: Starlette) -> AsyncIterator[None]:
        if self.error:
            raise self.error
        self.lived.append("begun")
        yield
        self.lived.append("ended")


class Guard:
    """Notes when it is built: what rests until it is asked must be there before."""

    def __init__(self, app: ASGIApp, built: list[str]) -> None:
        self.app = app
        built.append("built")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


def said(text: str) -> Callable[[Request], Response]:
    return lambda _: PlainTextResponse(text)


def arriving(making: Making, give_up: Callable[[], None] = lambda: None) -> Arriving:
    return Arriving(making, PlainTextResponse("still alone"), give_up)


def test_a_person_is_shown_something_and_a_program_waits():
    making = Making()
    with TestClient(arriving(making)) as client, ThreadPoolExecutor() as pool:
        assert client.get("/?tab=latent", headers=BROWSER).text == "still alone"
        waiting = [
            pool.submit(client.get, "/other", headers=BROWSER),
            pool.submit(client.get, "/"),
            pool.submit(client.head, "/", headers=BROWSER),
        ]
        assert client.get("/", headers=BROWSER).text == "still alone"
        assert not any(one.done() for one in waiting)
        making.may.set()
        another, page, head = (one.result(PATIENCE_SEC) for one in waiting)
        assert (another.text, page.text, head.status_code) == ("another", "the page", 200)
        assert client.get("/", headers=BROWSER).text == "the page"
        assert making.lived == ["built", "begun"]
    assert making.lived == ["built", "begun", "ended"]


def test_all_of_it_is_built_before_it_is_asked():
    making = Making()
    making.may.set()
    with TestClient(arriving(making)):
        deadline = time.monotonic() + PATIENCE_SEC
        while making.lived != ["built", "begun"]:
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_who_waits_is_told_when_the_server_stops():
    making = Making()
    app = arriving(making)
    with TestClient(app) as client, ThreadPoolExecutor() as pool:
        waiting = pool.submit(client.get, "/other")
        assert client.get("/", headers=BROWSER).text == "still alone"
        assert client.portal
        client.portal.call(app.stop)
        assert waiting.result(PATIENCE_SEC).json() == {"error": NEVER}
    making.may.set()


@pytest.mark.parametrize("late", [False, True])
def test_what_cannot_be_made_or_begin_to_live_is_given_up(late: bool):
    making, given_up = Making(FacegenError("No face anywhere."), late), []
    app = arriving(making, lambda: given_up.append("given up"))
    with TestClient(app) as client, ThreadPoolExecutor() as pool:
        waiting = pool.submit(client.get, "/other")
        making.may.set()
        answer = waiting.result(PATIENCE_SEC)
        assert (answer.status_code, answer.json()) == (503, {"error": NEVER})
        assert client.get("/", headers=BROWSER).status_code == 503
    assert given_up == ["given up"]
    assert app.failure is making.error


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_it_stops_before_anything_has_come_of_it():
    making = Making()
    with TestClient(arriving(making)) as client:
        assert client.get("/", headers=BROWSER).text == "still alone"
    making.may.set()
    for thread in threading.enumerate():
        if thread.name == "facegen-arriving":
            thread.join(PATIENCE_SEC)
    assert making.lived == []
