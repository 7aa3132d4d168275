"""How strangers ask: past the page, and for whatever they like."""

import http.client
import io
import json
from typing import Any

from PIL import Image

from tests.end_to_end.conftest import Server


def ask(
    server: Server, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, bytes, dict[str, str]]:
    """Send a request; return the status, the body and the headers of its answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        return answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()}
    finally:
        connection.close()


def sentence(answer: tuple[int, bytes, dict[str, str]]) -> str:
    """Return what an answer says is wrong."""
    return json.loads(answer[1].splitlines()[-1])["error"]


def photo(form: str, size: tuple[int, int] = (64, 64), **options: Any) -> bytes:
    """Return a picture of one colour as a file."""
    buffer = io.BytesIO()
    Image.new("RGB", size, (9, 99, 200)).save(buffer, form, **options)
    return buffer.getvalue()


def begin(server: Server, path: str, body: Any) -> http.client.HTTPConnection:
    """Ask for long work, and return once it has told something."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST", path, body)
    answer = connection.getresponse()
    assert answer.status == 200
    assert b"error" not in answer.readline()
    return connection


def looked_for(server: Server) -> bool:
    """Say whether a photo is looked for, and not turned away as others have their turns."""
    status, body, _ = ask(server, "POST", "/latent/project?steps=0", photo("PNG"))
    assert status == 200
    return "pixels" in json.loads(body.splitlines()[-1])
