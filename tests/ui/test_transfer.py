"""What answers weigh, and that nothing else about them changes."""

import gzip
from collections.abc import AsyncIterator

import brotli
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from facegen.ui.scripts import FOREVER
from facegen.ui.transfer import LEAST, MOST, Transfer, accepted

TEXT = "a face, and another face. " * 100
UNPACKED = {"br": brotli.decompress, "gzip": gzip.decompress}
ASSETS = ("/assets/Index-Akn07EZk2.js", "/assets/index-DiEEvXS6.css", "/assets/logo-D4NPp-_W.js",
          "/assets/KaTeX_AMS-Regular-BQhdFMY1.woff2")  # fmt: skip


async def answer(request: Request) -> Response:
    match request.path_params["kind"]:
        case "page":
            return HTMLResponse(TEXT)
        case "json":
            return JSONResponse([TEXT])
        case "small":
            return HTMLResponse("x" * (LEAST - 1))
        case "huge":
            return HTMLResponse("x" * (MOST + 1))
        case "picture":
            return Response(TEXT, media_type="image/webp")
        case "part":
            ranged = {"content-range": f"bytes 0-{len(TEXT) - 1}/9000"}
            return Response(TEXT, 206, media_type="text/plain", headers=ranged)
        case "stream":
            return Response(TEXT, media_type="text/event-stream")
        case "packed":
            packed = gzip.compress(TEXT.encode())
            return Response(packed, media_type="text/css", headers={"content-encoding": "gzip"})
        case _:
            return StreamingResponse(parts(), media_type="text/plain")


async def parts() -> AsyncIterator[str]:
    yield TEXT
    yield TEXT


async def failing(_: Request) -> Response:
    return Response(TEXT, 404, media_type="text/plain")


@pytest.fixture(scope="module")
def client() -> TestClient:
    kept = [Route(path, lambda _: Response("x"), methods=["GET"]) for path in ASSETS]
    app = Starlette(
        routes=[*kept, Route("/assets/gone-00000000.js", failing), Route("/{kind}", answer)]
    )
    return TestClient(Transfer(app))


def raw(client: TestClient, path: str, coding: str, method: str = "GET") -> tuple[dict, bytes]:
    with client.stream(method, path, headers={"accept-encoding": coding}) as got:
        return dict(got.headers), b"".join(got.iter_raw())


@pytest.mark.parametrize("coding", UNPACKED)
@pytest.mark.parametrize(("path", "content"), [("/page", TEXT), ("/json", f'["{TEXT}"]')])
def test_a_text_is_sent_compressed(client: TestClient, coding: str, path: str, content: str):
    headers, body = raw(client, path, coding)
    assert headers["content-encoding"] == coding
    assert int(headers["content-length"]) == len(body) < len(content) / 10
    assert headers["vary"] == "Accept-Encoding"
    assert UNPACKED[coding](body).decode() == content


@pytest.mark.parametrize("kind", ["small", "huge", "picture", "part", "stream", "parts", "packed"])
def test_what_gains_nothing_is_sent_as_it_is(client: TestClient, kind: str):
    told, expected = raw(client, f"/{kind}", "identity")
    assert raw(client, f"/{kind}", "br") == (told, expected)


def test_a_program_that_accepts_no_coding_gets_the_text(client: TestClient):
    headers, body = raw(client, "/page", "identity")
    assert body == TEXT.encode()
    assert "content-encoding" not in headers
    assert headers["vary"] == "Accept-Encoding"  # what lies between keeps the two apart
    headers, body = raw(client, "/page", "br", "HEAD")
    assert (int(headers["content-length"]), body) == (len(TEXT), b"")


@pytest.mark.parametrize(("given", "best"), [
    ("gzip, deflate, br, zstd", "br"), ("gzip;q=1.0, br;q=0", "gzip"), ("GZIP", "gzip"),
    ("br; q=0.5", "br"), ("gzip; q=0.000", ""), ("", ""), ("*", ""), ("zstd", ""),
])  # fmt: skip
def test_the_best_coding_that_is_accepted(given: str, best: str):
    assert accepted(given) == best


@pytest.mark.parametrize("path", ASSETS)
def test_what_is_named_by_its_digest_is_kept(client: TestClient, path: str):
    assert client.get(path).headers["cache-control"] == FOREVER["cache-control"]


def test_nothing_else_is_kept(client: TestClient):
    assert "cache-control" not in client.get("/page").headers
    assert "cache-control" not in client.get("/assets/gone-00000000.js").headers
