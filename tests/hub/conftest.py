"""As much of the Hub as is asked for repositories, over the loopback."""

import functools
import hashlib
import json
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

PATHS = (
    re.compile(
        r"/api/(?P<kind>models|datasets)/(?P<name>[^/]+/[^/]+)(?:/(?P<what>\w+)/(?P<commit>\w+))?"
    ),
    re.compile(
        r"/(?:(?P<kind>datasets)/)?(?P<name>[^/]+/[^/]+)/resolve/(?P<commit>\w+)/(?P<file>.+)"
    ),
)


class Hub(ThreadingHTTPServer):
    """Serves files from memory.

    Attributes:
        datasets: Files of each data set, by their paths in it.
        models: Likewise.
        gated: Names of what only those who accepted its terms may have.
        sent: Paths of the files that were sent, one after another.
        asked: How many requests there were.
        tokens: What they brought as authorization.
        patience: How many requests are answered before all others get 503; None is no end.
        stalling: Path of a file of which only a third is sent, until `go_on`.
    """

    daemon_threads = True

    def __init__(self, answer: type[BaseHTTPRequestHandler] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), answer or Answer)
        self.datasets: dict[str, Mapping[str, bytes]] = {}
        self.models: dict[str, Mapping[str, bytes]] = {}
        self.gated: set[str] = set()
        self.sent: list[str] = []
        self.asked = 0
        self.tokens: set[str] = set()
        self.patience: int | None = None
        self.stalling = ""
        self.go_on = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Hub  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_GET(self) -> None:
        matches = (path.fullmatch(self.path.split("?")[0]) for path in PATHS)
        asked = next(filter(None, matches), None)
        if asked is None:  # the client also asks for news of its own
            self._refuse(404, "")
            return
        self.server.asked += 1
        self.server.tokens.add(self.headers.get("authorization", ""))
        fields = asked.groupdict()
        name, kind = fields["name"], fields["kind"] or "models"
        repositories = self.server.datasets if kind == "datasets" else self.server.models
        if self.server.patience is not None and self.server.asked > self.server.patience:
            self._refuse(503, "")
        elif name in self.server.gated:
            self._refuse(403, "GatedRepo")
        elif name not in repositories:
            self._refuse(401, "RepoNotFound")
        elif "file" in fields:
            self._send_file(fields["file"], self._files(repositories[name], fields["commit"]))
        else:
            self._describe(name, fields["what"], self._files(repositories[name], fields["commit"]))

    def _files(self, newest: Mapping[str, bytes], commit: str | None) -> Mapping[str, bytes]:
        """Return what a repository held at a commit: here there is only the newest."""
        return newest

    def _describe(self, name: str, what: str | None, files: Mapping[str, bytes]) -> None:
        if what == "tree":
            self._send_json(
                [
                    {"type": "file", "path": path, "size": len(data), "oid": oid(data)}
                    for path, data in files.items()
                ]
            )
        else:
            siblings = [
                {"rfilename": path, "size": len(data), "blobId": oid(data)}
                for path, data in files.items()
            ]
            self._send_json({"id": name, "sha": commit(files), "siblings": siblings})

    do_HEAD = do_GET

    def _refuse(self, status: int, code: str) -> None:
        self.send_response(status)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send_json(self, value: object) -> None:
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _send_file(self, path: str, files: Mapping[str, bytes]) -> None:
        data = files[path]
        self.send_response(200)
        self.send_header("ETag", f'"{oid(data)}"')
        self.send_header("X-Repo-Commit", commit(files))
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command == "HEAD":
            return
        self.server.sent.append(path)
        if path == self.server.stalling:
            self.wfile.write(data[: len(data) // 3])
            self.wfile.flush()
            self.server.go_on.wait(60)
        else:
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@functools.cache
def oid(data: bytes) -> str:
    return hashlib.sha1(data).hexdigest()


def commit(files: Mapping[str, bytes]) -> str:
    """Name a state of a repository: another one as soon as a file changes."""
    return oid("".join(path + oid(data) for path, data in files.items()).encode())


def files_of(folder: Path) -> dict[str, bytes]:
    """Read a folder as a repository's files."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def environment(home: Path, url: str, **more: str) -> dict[str, str]:
    """Return this process's environment with another Hub, and its cache in `home`."""
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    return {**kept, "HF_ENDPOINT": url, "HF_HOME": str(home / "hf"), **more}


@contextmanager
def serving() -> Iterator[Hub]:
    with Hub() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.go_on.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def hub() -> Iterator[Hub]:
    with serving() as server:
        yield server
