import hashlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

REPOSITORY = Path(__file__).parents[2]
COMMIT = "1234567890abcdef1234567890abcdef12345678"
FILES = {
    "README.md": b"# Faces\n",
    "data/train-00000-of-00002.parquet": np.random.default_rng(0).bytes(300_000),
    "data/train-00001-of-00002.parquet": np.random.default_rng(1).bytes(300_000),
}


class Hub(ThreadingHTTPServer):
    """As much of the Hub as serves one data set, `someone/faces`, over the loopback."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.sent: list[str] = []
        self.stalling = ""  # the name of a file of which only a third is sent
        self.go_on = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Hub  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path == "/api/datasets/someone/faces/revision/main":
            self._send_json({"id": "someone/faces", "sha": COMMIT, "siblings": []})
        elif path == f"/api/datasets/someone/faces/tree/{COMMIT}":
            self._send_json(
                [
                    {"type": "file", "path": name, "size": len(data), "oid": _oid(data)}
                    for name, data in FILES.items()
                ]
            )
        elif path == "/api/datasets/someone/gated/revision/main":
            self._refuse(403, "GatedRepo")
        elif path.startswith("/api/"):
            self._refuse(401, "RepoNotFound")
        else:
            self._send_file(path.removeprefix(f"/datasets/someone/faces/resolve/{COMMIT}/"))

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

    def _send_file(self, name: str) -> None:
        data = FILES[name]
        self.send_response(200)
        self.send_header("ETag", f'"{_oid(data)}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command == "HEAD":
            return
        self.server.sent.append(name)
        if name == self.server.stalling:
            self.wfile.write(data[: len(data) // 3])
            self.wfile.flush()
            self.server.go_on.wait(60)
        else:
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


def _oid(data: bytes) -> str:
    return hashlib.sha1(data).hexdigest()


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.go_on.set()
        server.shutdown()
        thread.join()


def environment(tmp_path: Path, url: str, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    return {**kept, "HF_ENDPOINT": url, "HF_HOME": str(tmp_path / "hf"), **more}


def command(repo: str, out: Path) -> list[str]:
    return [sys.executable, "-m", "facegen.data", "download", repo, "--out", str(out), "--json"]


def fetch(
    tmp_path: Path, url: str, repo: str = "someone/faces", **more: str
) -> subprocess.CompletedProcess:
    return subprocess.run(
        command(repo, tmp_path / "out"),
        cwd=REPOSITORY,
        env=environment(tmp_path, url, **more),
        capture_output=True,
        text=True,
        timeout=60,
    )


def assert_all_there(folder: Path) -> None:
    for name, data in FILES.items():
        assert (folder / name).read_bytes() == data


def test_fetches_once_and_then_needs_no_network(hub: Hub, tmp_path: Path) -> None:
    first = fetch(tmp_path, hub.url)
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout) == {"repo": "someone/faces", "folder": str(tmp_path / "out")}
    assert_all_there(tmp_path / "out")
    again = fetch(tmp_path, "http://127.0.0.1:9")
    assert (again.returncode, again.stdout) == (0, first.stdout)
    (tmp_path / "out" / "README.md").unlink()
    assert fetch(tmp_path, hub.url).returncode == 0
    assert_all_there(tmp_path / "out")
    assert sorted(hub.sent) == sorted([*FILES, "README.md"])


def test_killed_in_the_midst_it_fetches_the_rest(hub: Hub, tmp_path: Path) -> None:
    _, first, second = FILES
    hub.stalling = second
    with subprocess.Popen(
        command("someone/faces", tmp_path / "out"),
        cwd=REPOSITORY,
        env=environment(tmp_path, hub.url),
        stderr=subprocess.DEVNULL,
    ) as process:
        # The first file is done once the client has noted so beside it.
        noted = f"{Path(first).name}.metadata"
        while not (second in hub.sent and list(tmp_path.rglob(noted))):
            assert process.poll() is None
            time.sleep(0.01)
        process.kill()
    assert not (tmp_path / "out" / second).exists()
    assert list(tmp_path.rglob("*.incomplete")) != []
    hub.go_on.set()
    hub.stalling = ""
    result = fetch(tmp_path, hub.url)
    assert result.returncode == 0, result.stderr
    assert_all_there(tmp_path / "out")
    assert hub.sent.count(first) == 1
    assert hub.sent.count(second) == 2
    assert list(tmp_path.rglob("*.incomplete")) == []


def test_a_copy_in_the_cache_is_found(hub: Hub, tmp_path: Path) -> None:
    program = (
        "import huggingface_hub as h; h.snapshot_download('someone/faces', repo_type='dataset')"
    )
    env = environment(tmp_path, hub.url)
    subprocess.run([sys.executable, "-c", program], env=env, check=True, capture_output=True)
    result = fetch(tmp_path, "http://127.0.0.1:9")
    assert result.returncode == 0, result.stderr
    folder = Path(json.loads(result.stdout)["folder"])
    assert tmp_path / "hf" in folder.parents
    assert_all_there(folder)


@pytest.mark.parametrize(
    ("repo", "more", "message"),
    [
        (
            "someone/faces",
            {},
            "someone/faces is not on this disk, and there is no network to fetch",
        ),
        (
            "someone/faces",
            {"HF_HUB_OFFLINE": "1"},
            "someone/faces is not .* HF_HUB_OFFLINE forbids",
        ),
        ("a b/c", {}, "'a b/c' is not an id of the Hub; it must be like 'flwrlabs/celeba'"),
    ],
)
def test_without_network_it_says_so_in_one_line(
    tmp_path: Path, repo: str, more: dict[str, str], message: str
) -> None:
    result = fetch(tmp_path, "http://127.0.0.1:9", repo, **more)
    assert result.returncode == 2
    assert re.fullmatch(f"REPO: {message}.*\n", result.stderr)
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("repo", "message"),
    [
        ("someone/nothing", "The Hub has no data set someone/nothing that you may read; check the"),
        ("someone/gated", "someone/gated asks for its terms to be accepted: do so on its page"),
    ],
)
def test_what_the_hub_refuses_is_said(hub: Hub, tmp_path: Path, repo: str, message: str) -> None:
    result = fetch(tmp_path, hub.url, repo)
    assert result.returncode == 2
    assert re.fullmatch(f"REPO: {message}.*\n", result.stderr)
