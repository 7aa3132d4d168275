"""Each guard alone, before an application that tells what reached it."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from facegen.answers.runs.permission import Guesses, permit
from facegen.config import Settings
from facegen.errors import FacegenError, TrainingError
from facegen.ui.guards import bodies, connections
from facegen.ui.guards.answers import NEUTRAL
from facegen.ui.guards.asking import Asking
from facegen.ui.guards.bodies import Bodies
from facegen.ui.guards.closed import Closed
from facegen.ui.guards.connections import address_of, listen, settings_for
from facegen.ui.guards.hosts import KnownHosts
from facegen.ui.guards.marks import MARKS, Marks
from facegen.ui.guards.quiet_log import Seldom
from facegen.ui.guards.unforeseen import Unforeseen

T = TypeVar("T")


def alone(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on a thread of its own: a browser that is open holds this one's loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def echo(request: Request) -> Response:
    if request.url.path == "/fails":
        raise RuntimeError("line one\nline two \ud800")
    return PlainTextResponse(f"{len(await request.body())}")


def client_of(*middleware: Middleware, **options: Any) -> TestClient:
    app = Starlette(
        routes=[Route("/{path:path}", echo, methods=["GET", "POST"])], middleware=middleware
    )
    return TestClient(app, base_url="http://127.0.0.1:7860", **options)


def known(**variables: str) -> TestClient:
    settings = Settings.from_environment(variables)
    return client_of(Middleware(KnownHosts, settings=settings))


LOCAL = ["127.0.0.1", "127.0.0.1:99", "localhost:7860", "LOCALHOST.", "[::1]:7860", "127.9.9.9"]
FOREIGN = [
    "evil.com", "evil.com:7860", "127.0.0.1.evil.com", "localhost.evil.com", "192.168.1.5", "",
    "0.0.0.0", "user@127.0.0.1", "127.0.0.1@evil.com", "127.0.0.1:x", "evil.com/127.0.0.1", "[::2]",
]  # fmt: skip


def test_on_the_loopback_only_loopback_names_are_answered():
    client = known()
    for host in LOCAL:
        assert client.get("/", headers={"host": host}).status_code == 200, host
    for host in FOREIGN:
        answer = client.get("/", headers={"host": host})
        assert answer.status_code == 421, host
        assert "FACEGEN_HOSTS" in answer.json()["error"]


def test_on_a_network_numbers_and_own_names_are_answered():
    client = known(GRADIO_SERVER_NAME="0.0.0.0", FACEGEN_HOSTS="faces.example.org, *.lab.example")
    for host in (
        *LOCAL, "192.168.1.5:7860", "[fe80::1]", socket.gethostname(), "faces.example.org:443",
        "a.lab.example",
    ):  # fmt: skip
        assert client.get("/", headers={"host": host}).status_code == 200, host
    for host in ("evil.com", "lab.example", "alab.example", "x.faces.example.org"):
        assert client.get("/", headers={"host": host}).status_code == 421, host


def test_on_a_space_its_own_names_are_answered():
    client = known(SYSTEM="spaces", SPACE_HOST="ada-faces.hf.space")
    assert client.get("/", headers={"host": "ada-faces.hf.space"}).status_code == 200
    assert client.get("/", headers={"host": "evil.com"}).status_code == 421


def test_two_hosts_in_one_request_are_refused():
    headers = [("host", "127.0.0.1"), ("host", "evil.com")]
    assert known().get("/", headers=headers).status_code == 421


def test_a_foreign_page_changes_nothing_and_may_be_looked_from():
    client = known()
    for origin in (
        "http://evil.com", "null", "http://127.0.0.1:1", "file://", "http://127.0.0.1:7860@evil.com",
        "chrome-extension://abc", "http://", "x",
    ):  # fmt: skip
        answer = client.post("/", content=b"a=1", headers={"origin": origin})
        assert answer.status_code == 403, origin
        assert client.get("/", headers={"origin": origin}).status_code == 200
    for site in ("cross-site", "same-site"):
        assert client.post("/", headers={"sec-fetch-site": site}).status_code == 403
    assert client.post("/").status_code == 200
    assert client.post("/", headers={"sec-fetch-site": "same-origin"}).status_code == 200
    assert client.post("/", headers={"origin": "http://127.0.0.1:7860"}).status_code == 200


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


def test_what_nobody_foresaw_is_one_sentence_and_one_line(caplog):
    client = client_of(Middleware(Unforeseen))
    with caplog.at_level(logging.ERROR):
        answer = client.get("/fails")
    assert (answer.status_code, answer.json()) == (500, {"error": NEUTRAL})
    (record,) = caplog.records
    assert "\n" not in record.getMessage()
    assert "RuntimeError: line one" in record.getMessage()
    assert "test_guards.py" in record.getMessage()


def test_every_answer_is_marked_the_refusals_too():
    settings = Settings.from_environment({})
    client = client_of(Middleware(Marks), Middleware(KnownHosts, settings=settings))
    for host in ("127.0.0.1", "evil.com"):
        headers = client.get("/", headers={"host": host}).headers
        for name, value in MARKS:
            assert headers[name.decode()] == value.decode()
    policy = dict(MARKS)[b"content-security-policy"].decode()
    assert "frame-ancestors 'self' https://huggingface.co https://*.hf.space" in policy


def test_of_gradio_only_what_is_needed_is_open():
    client = client_of(Middleware(Closed))
    for path in (
        "/", "/config", "/assets/index-Ab_1.js", "/static/img/logo.svg", "/gradio_api/info",
        "/gradio_api/queue/join", "/gradio_api/call/project/0123abc", "/gradio_api/run/predict",
        "/gradio_api/heartbeat/abc123",
    ):  # fmt: skip
        assert client.get(path).status_code == 200, path
    for path in (
        "/gradio_api/upload", "/monitoring", "/gradio_api/dev/reload", "/gradio_api/deep_link",
        "/gradio_api/proxy=%00", "/gradio_api/file=/etc/passwd", "/gradio_api/vibe-edit", "/login",
        "/logout", "/gradio_api/process_recording", "/assets/%2e%2e/x", "/new", "/static/..%2fx",
        "/gradio_api/stream/1", "/gradio_api/run-history/records", "/gradio_api/reset", "/%0a",
    ):  # fmt: skip
        answer = client.get(path)
        assert (answer.status_code, answer.json()["error"]) == (404, "There is nothing here.")


def test_guessing_the_secret_has_an_end(monkeypatch, caplog):
    monkeypatch.setattr("facegen.answers.runs.permission._guesses", Guesses())
    settings = Settings.from_environment({"FACEGEN_TRAINING_SECRET": "swordfish"})

    def guess(secret: str, address: str) -> str:
        async def app(scope, receive, send):
            permit(settings, secret)

        try:
            alone(Asking(app)({"type": "http", "client": (address, 1)}, None, None))  # type: ignore[arg-type]
        except TrainingError as error:
            return str(error)
        return ""

    assert guess("swordfish", "a") == ""
    told = [guess(word, "a") for word in ("x", "", "\ud800", "swordfis", "é", "swordfish")]
    assert ["is not it" in text for text in told] == [True] * 5 + [False]
    assert "wait 60 seconds" in told[-1]
    assert guess("swordfish", "b") == ""
    assert [record.getMessage() for record in caplog.records] == [
        "'a' gave 5 wrong secrets within a minute"
    ]
    for number in range(60):
        guess("x", f"c{number}")
    assert "wait 60 seconds" in guess("swordfish", "d")


def test_a_line_that_is_said_again_is_counted(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("facegen.ui.guards.quiet_log.time.monotonic", lambda: now[0])
    seldom = Seldom()

    def say(text: str) -> str | None:
        record = logging.LogRecord("a", logging.ERROR, "", 0, text, (), None)
        return record.getMessage() if seldom.filter(record) else None

    assert [say("full") for _ in range(100)] == ["full"] + [None] * 99
    assert say("other") == "other"
    now[0] = 61
    assert say("full") == "full [and 99 times more meanwhile]"


def test_the_next_free_port_is_taken_unless_one_is_named():
    with listen("127.0.0.1", 20000, False) as first:
        port = first.getsockname()[1]
        with listen("127.0.0.1", port, False) as second:
            assert second.getsockname()[1] > port
        with pytest.raises(FacegenError, match=f"Port {port} is taken.*GRADIO_SERVER_PORT"):
            listen("127.0.0.1", port, True)
    with pytest.raises(FacegenError, match="'nowhere.invalid', which is no address"):
        listen("nowhere.invalid", 20000, True)
    with pytest.raises(FacegenError, match="Nothing can listen at 192.0.2.1"):
        listen("192.0.2.1", 20000, True)


def test_the_address_is_one_that_a_browser_takes():
    assert address_of("127.0.0.1", 1) == "http://127.0.0.1:1"
    assert address_of("0.0.0.0", 1) == address_of("::", 1) == "http://localhost:1"
    assert address_of("::1", 1) == address_of("[::1]", 1) == "http://[::1]:1"
    assert address_of("localhost", 1) == "http://localhost:1"


async def talk(port: int, *parts: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.05)
        return await asyncio.wait_for(reader.read(), 20)
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def serving(port_of: socket.socket) -> AsyncIterator[uvicorn.Server]:
    async def app(scope, receive, send):
        if scope["type"] == "http":
            await asyncio.sleep(0.6)  # longer than a head may take
            await PlainTextResponse("late")(scope, receive, send)

    server = uvicorn.Server(settings_for(app))
    task = asyncio.create_task(server.serve(sockets=[port_of]))
    while not server.started:
        await asyncio.sleep(0.01)
    yield server
    server.should_exit = True
    await task


def test_whoever_says_nothing_is_hung_up_on_and_whoever_waits_is_not(monkeypatch):
    monkeypatch.setattr(connections, "HEADER_SEC", 0.3)
    monkeypatch.setattr(connections, "KEEP_ALIVE_SEC", 1)

    async def run() -> list[bytes]:
        with listen("127.0.0.1", 21000, False) as door:
            port = door.getsockname()[1]
            async for _ in serving(door):
                whole = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
                return list(
                    await asyncio.gather(
                        talk(port),
                        talk(port, *(bytes([byte]) for byte in whole)),
                        talk(port, whole),
                        talk(port, b"GET /" + b"a" * (64 << 10)),
                    )
                )
        return []

    silent, slow, prompt, long = alone(run())
    assert silent == slow == b""
    assert prompt.startswith(b"HTTP/1.1 200") and prompt.endswith(b"late")  # noqa: PT018
    assert long.startswith(b"HTTP/1.1 400")
