"""An application behind guards, which tells what reached it."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

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
