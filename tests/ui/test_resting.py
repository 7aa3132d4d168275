"""The queue is quick while it is asked for, and rests otherwise; the server stops when told."""

import asyncio
import signal
import socket
import threading
import time

import gradio as gr
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from facegen.ui import resting


async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer nothing."""


def waits(page: gr.Blocks) -> tuple[float, float]:
    return page._queue.sleep_when_free, page._queue.progress_update_sleep_when_free


async def ask(app: resting.Resting, path: str) -> None:
    await app({"type": "http", "path": path}, None, None)  # type: ignore[arg-type]


async def until(fits) -> None:
    while not fits():
        await asyncio.sleep(0.01)


def test_a_request_for_the_queue_wakes_it_until_nothing_is_in_it(monkeypatch):
    monkeypatch.setattr(resting, "AWAKE_SEC", 0.05)
    monkeypatch.setattr(resting, "TICK_SEC", 0.05)
    rests = resting.RESTING_SEC, resting.RESTING_PROGRESS_SEC

    async def story() -> None:
        with gr.Blocks() as page:  # its locks want a running loop
            page.queue()
        awake = waits(page)
        assert awake < rests
        app = resting.Resting(nothing, page._queue)
        assert waits(page) == rests
        await ask(app, "/latent/face")
        await ask(app, "/gradio_api/run/predict")
        assert waits(page) == rests
        await ask(app, "/gradio_api/queue/join")
        assert waits(page) == awake
        await until(lambda: waits(page) == rests)
        await ask(app, "/gradio_api/call/average_face")
        page._queue.active_jobs = [["a job"]]  # type: ignore[list-item]
        await asyncio.sleep(0.3)
        assert waits(page) == awake
        page._queue.active_jobs = [None]
        await until(lambda: waits(page) == rests)

    asyncio.run(story())


def test_a_server_says_that_it_stops_before_it_waits_for_answers():
    heard: list[str] = []

    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        while not heard:
            await asyncio.sleep(0.01)
        await PlainTextResponse("late")(scope, receive, send)

    async def story() -> bytes:
        config = uvicorn.Config(late, log_config=None, lifespan="off")
        server = resting.PatientServer(config, lambda: heard.append("stopping"))
        with socket.create_server(("127.0.0.1", 0)) as door:
            serving = asyncio.create_task(server.serve(sockets=[door]))
            reader, writer = await asyncio.open_connection(*door.getsockname())
            writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await until(lambda: server.server_state.tasks)
            server.stop()
            answer = await reader.read()
            writer.close()
            await serving
        return answer

    assert asyncio.run(story()).endswith(b"late")
    assert heard == ["stopping"]


def test_a_server_ends_when_told_and_has_renewed_its_date(monkeypatch):
    monkeypatch.setattr(resting, "TICK_SEC", 3600.0)
    config = uvicorn.Config(nothing, log_config=None, lifespan="off")
    config.load()
    server = resting.PatientServer(config)

    def stop() -> None:
        while not server._stop:
            time.sleep(0.01)
        server.handle_exit(signal.SIGTERM, None)

    thread = threading.Thread(target=stop)
    thread.start()
    asyncio.run(server.main_loop())
    thread.join()
    assert any(name == b"date" for name, _ in server.server_state.default_headers)
