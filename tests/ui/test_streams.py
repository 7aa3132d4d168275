import json
import threading
from collections.abc import Callable
from dataclasses import dataclass

import anyio
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from facegen.answers.turns import Tell
from facegen.errors import QueryError
from facegen.ui.streams import Stopped, told_live, typed


@dataclass(frozen=True)
class Step:
    """What the work tells."""

    number: int


def lines_of(work: Callable[[Tell], object]) -> list[dict[str, object]]:
    async def answer(request: Request) -> Response:
        return told_live(work)

    with TestClient(Starlette(routes=[Route("/", answer)])) as client:
        response = client.get("/")
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in response.text.splitlines()]


def test_what_is_told_comes_in_order_and_the_result_last() -> None:
    def work(tell: Tell) -> Step:
        for number in range(3):
            tell(Step(number))
        return Step(9)

    assert lines_of(work) == [{"number": number} for number in (0, 1, 2, 9)]


def test_a_refusal_is_the_last_line() -> None:
    def work(tell: Tell) -> Step:
        tell(Step(0))
        raise QueryError("No face has these.")

    assert lines_of(work) == [{"number": 0}, {"error": "No face has these."}]


def test_what_nobody_foresaw_is_one_neutral_sentence(caplog: pytest.LogCaptureFixture) -> None:
    def work(tell: Tell) -> Step:
        raise RuntimeError("/home/ada/secret")

    (line,) = lines_of(work)
    assert "secret" not in str(line)
    assert "the log has the details" in str(line["error"])
    assert "/home/ada/secret" in caplog.text


def test_work_ends_when_its_asker_has_gone() -> None:
    ended, told = threading.Event(), threading.Event()

    def work(tell: Tell) -> Step:
        try:
            while True:
                tell(Step(0))
                told.set()
        except Stopped:
            ended.set()
            raise

    async def leave() -> None:
        stream = told_live(work).body_iterator
        await anext(stream)  # type: ignore[call-overload]
        await stream.aclose()  # type: ignore[union-attr]

    anyio.run(leave)
    assert told.wait(30)
    assert ended.wait(30)


def test_a_dataclass_is_answered_as_json() -> None:
    answer = typed(Step(4), kept="max-age=60", status=201)
    assert json.loads(bytes(answer.body)) == {"number": 4}
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "max-age=60")
