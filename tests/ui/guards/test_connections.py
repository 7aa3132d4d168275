import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from facegen.errors import FacegenError
from facegen.ui.guards import connections
from facegen.ui.guards.connections import address_to_open, listen, settings_for
from tests.ui.guards.guarded import alone


def test_the_next_free_port_is_taken_unless_one_is_named():
    with listen("127.0.0.1", 20000, False) as first:
        port = first.getsockname()[1]
        with listen("127.0.0.1", port, False) as second:
            assert second.getsockname()[1] > port
        with pytest.raises(FacegenError, match=f"Port {port} is taken.*by --port or GRADIO_"):
            listen("127.0.0.1", port, True)
    with pytest.raises(FacegenError, match="--host, .*'nowhere.invalid', which is none"):
        listen("nowhere.invalid", 20000, True)
    with pytest.raises(FacegenError, match="Nothing can listen at 192.0.2.1.* by --host and"):
        listen("192.0.2.1", 20000, True)


def test_the_address_is_one_that_a_browser_takes():
    assert address_to_open("127.0.0.1", 1) == "http://127.0.0.1:1"
    assert address_to_open("0.0.0.0", 1) == address_to_open("::", 1) == "http://localhost:1"
    assert address_to_open("::1", 1) == address_to_open("[::1]", 1) == "http://[::1]:1"
    assert address_to_open("localhost", 1) == "http://localhost:1"


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
