import functools
import http.server
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import HfApi

from facegen import hub
from facegen.errors import FacegenError, HubError
from facegen.hub import pushing

TOKEN = "hf_secretsecretsecret"


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Iterator[type]:
    """A server in the Hub's place that refuses everything, with the status of its class."""

    class Refusing(http.server.BaseHTTPRequestHandler):
        status = 401
        asked: list[str] = []

        def do_POST(self) -> None:
            Refusing.asked.append(self.headers.get("authorization", ""))
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response(Refusing.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Refusing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(pushing, "HfApi", functools.partial(HfApi, endpoint=address))
    yield Refusing
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("name", ["faces", "a/b/c", "/faces", "ada/", "../x/y", "ada/fa ces", ""])
def test_a_repository_is_an_owner_and_a_name(tmp_path: Path, name):
    with pytest.raises(FacegenError, match="owner/name"):
        hub.push(tmp_path, name, TOKEN)


@pytest.mark.parametrize("token", ["", "short", "with space in it", "line\nbreak123", "x" * 257])
def test_a_token_is_one_word(tmp_path: Path, token):
    with pytest.raises(FacegenError, match="token that may write"):
        hub.push(tmp_path, "ada/faces", token)


@pytest.mark.parametrize(("status", "words"), [(401, "not valid"), (403, "may not write")])
def test_a_refusal_is_told_and_the_token_is_nowhere(
    tmp_path: Path, refusing, status, words, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    refusing.status, refusing.asked = status, []
    with pytest.raises(FacegenError, match=words) as caught:
        hub.push(tmp_path, "ada/faces", TOKEN)
    assert refusing.asked == [f"Bearer {TOKEN}"]
    assert TOKEN not in str(caught.value)
    assert TOKEN not in caplog.text
    assert caught.value.__suppress_context__


def test_without_a_network_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    closed = functools.partial(HfApi, endpoint="http://127.0.0.1:9")
    monkeypatch.setattr(pushing, "HfApi", closed)
    with pytest.raises(FacegenError, match="could not be reached"):
        hub.push(tmp_path, "ada/faces", TOKEN)


def test_a_pointer_in_the_place_of_weights_is_not_pushed(tmp_path: Path, refusing) -> None:
    (tmp_path / "model.safetensors").write_text("version https://git-lfs.github.com/spec/v1\n")
    with pytest.raises(HubError, match=r"is a Git LFS pointer, .*git lfs pull\. Nothing was push"):
        hub.push(tmp_path, "ada/faces", TOKEN)
