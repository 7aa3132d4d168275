import asyncio

from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from facegen.ui.guards.answers import headers_of, refuse
from tests.ui.guards.guarded import alone


async def refusing(scope: Scope, receive: Receive, send: Send) -> None:
    await refuse(scope, receive, send, 413, "At most 1 KB: “so much”.")


def test_a_refusal_is_a_sentence_after_which_the_connection_is_closed():
    answer = TestClient(refusing).post("/", content=b"x" * 5000)
    assert (answer.status_code, answer.json()) == (413, {"error": "At most 1 KB: “so much”."})
    assert answer.headers["connection"] == "close"


def test_what_was_sent_is_not_read():
    sent: list[dict] = []

    async def receive() -> dict:
        raise AssertionError("nobody reads")

    async def send(message: dict) -> None:
        await asyncio.sleep(0)
        sent.append(message)

    alone(refuse({"type": "http"}, receive, send, 404, "Nothing."))  # type: ignore[arg-type]
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]


def test_of_equal_headers_the_first_counts_whatever_its_case():
    raw = [(b"Host", b"a"), (b"host", b"b"), (b"X-Name", b"\xe4")]
    assert headers_of({"headers": raw}) == {"host": "a", "x-name": "ä"}
    assert headers_of({"headers": []}) == {}
