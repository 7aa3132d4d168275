import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from facegen.ui.guards import bodies
from facegen.ui.guards.bodies import Bodies
from tests.ui.guards.guarded import alone, client_of

SMALL = bodies.MOST_BYTES


@pytest.fixture
def bounded() -> TestClient:
    return client_of(Middleware(Bodies, photos={"/photo": 2 << 20}, texts={"/text": 2 << 20}))


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_is_bounded_told_or_not(bounded, chunked):
    def sent(path: str, size: int) -> Any:
        parts: Iterator[bytes] = (b"x" * 1000 for _ in range(size // 1000))
        return bounded.post(path, content=parts if chunked else b"x" * (size // 1000 * 1000))

    assert sent("/a", SMALL).text == f"{SMALL // 1000 * 1000}"
    assert sent("/a", SMALL + 2000).status_code == 413
    assert "At most 256 KB" in sent("/a", SMALL + 2000).json()["error"]
    assert sent("/photo", 2 << 20).status_code == 200
    assert sent("/photo/", 2 << 20).status_code == 200
    assert sent("/photo", (2 << 20) + 2000).status_code == 413
    assert "At most 2 MB" in sent("/photo", (2 << 20) + 2000).json()["error"]


def test_a_large_text_is_taken_and_a_large_structure_is_not(bounded):
    assert bounded.post("/text", content=b'["' + b"A" * (1 << 20) + b'"]').status_code == 200
    assert bounded.post("/text", content=b"[" * SMALL).status_code == 200
    for part in (b"[],", b"{", b"0,", b'"":'):
        assert bounded.post("/text", content=part * (1 << 19)).status_code == 413


def test_all_together_are_bounded_and_what_was_held_is_given_back(bounded, monkeypatch):
    monkeypatch.setattr(bodies, "MOST_TOGETHER_BYTES", 1 << 20)
    for _ in range(3):
        assert bounded.post("/photo", content=b"x" * (1 << 20)).status_code == 200
        assert bounded.post("/photo", content=b"x" * ((1 << 20) + 1)).status_code == 503


def test_a_slow_body_is_waited_for_no_longer(bounded, monkeypatch):
    monkeypatch.setattr(bodies, "READ_SEC", 0.05)

    async def app(scope, receive, send):
        raise AssertionError("the body never came")

    async def run() -> list[dict]:
        told: list[dict] = []

        async def receive() -> dict:
            await asyncio.sleep(0.02)
            return {"type": "http.request", "body": b"x", "more_body": True}

        async def send(message) -> None:
            told.append(message)

        scope = {"type": "http", "path": "/", "method": "POST", "headers": []}
        await Bodies(app, {}, {})(scope, receive, send)
        return told

    assert alone(run())[0]["status"] == 408


def test_of_a_body_whose_sender_has_gone_nothing_is_passed_on():
    told: list[dict] = []
    messages = [
        {"type": "http.request", "body": b"half of ", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def app(scope, receive, send):
        raise AssertionError("half a body was passed on")

    async def receive() -> dict:
        return messages.pop(0)

    async def send(message) -> None:
        told.append(message)

    scope = {"type": "http", "path": "/", "method": "POST", "headers": []}
    alone(Bodies(app, {}, {})(scope, receive, send))
    assert (told, messages) == ([], [])


def test_who_sends_too_much_is_heard_out_to_read_why():
    told: list[str] = []
    parts = [b"x" * SMALL] * 3

    async def app(scope, receive, send):
        raise AssertionError("too much was passed on")

    async def receive() -> dict:
        told.append("taken")
        return {"type": "http.request", "body": parts.pop(), "more_body": bool(parts)}

    async def send(message) -> None:
        told.append(str(message.get("status", "sent")))

    scope = {"type": "http", "path": "/", "method": "POST", "headers": []}
    alone(Bodies(app, {}, {})(scope, receive, send))
    assert told == ["taken"] * 3 + ["413", "sent"]
