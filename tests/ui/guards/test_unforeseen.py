import asyncio
import http.client
import logging
import threading

import uvicorn
from starlette.middleware import Middleware
from starlette.types import Receive, Scope, Send

from facegen.ui.guards.unforeseen import STOPPING, Unforeseen
from facegen.ui.refusals import NEUTRAL
from tests.serving import free_port
from tests.ui.guards.guarded import client_of


def test_what_nobody_foresaw_is_one_sentence_and_one_line(caplog):
    client = client_of(Middleware(Unforeseen))
    with caplog.at_level(logging.ERROR):
        answer = client.get("/fails")
    assert (answer.status_code, answer.json()) == (500, {"error": NEUTRAL})
    (record,) = caplog.records
    assert "\n" not in record.getMessage()
    assert "RuntimeError: line one" in record.getMessage()
    assert "guarded.py" in record.getMessage()


def test_who_still_waits_when_the_server_has_to_end_is_told_and_no_trace_is_logged(caplog):
    asked = threading.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        asked.set()
        await asyncio.sleep(3600)

    port = free_port()
    config = uvicorn.Config(
        Unforeseen(slow), port=port, lifespan="off", log_config=None, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    serving = threading.Thread(target=server.run)
    serving.start()
    while not server.started:
        serving.join(0.01)
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/slow")
    asked.wait()
    with caplog.at_level(logging.ERROR):
        server.should_exit = True
        answer = connection.getresponse()
        told = answer.read().decode()
        serving.join()
    assert answer.status == 503
    assert STOPPING in told
    assert not any(record.exc_info for record in caplog.records)
