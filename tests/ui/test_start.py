"""What the command line says stands before what the environment says."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from argparse import Namespace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from facegen.answers.context import Context
from facegen.command_line import OptionError
from facegen.config import Settings
from facegen.errors import FacegenError
from facegen.ui.start import settings_of
from tests.bundled import lend_bundled
from tests.tiny import save_tiny

ROOT = Path(__file__).parents[2]


def options(**given: Any) -> Namespace:
    plain = {"stores": None, "checkpoints": None, "host": None, "port": None, "mcp": False}
    return Namespace(**{f"page_{name}": value for name, value in {**plain, **given}.items()})


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("FACEGEN_STORE", "FACEGEN_CHECKPOINT", "FACEGEN_MCP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FACEGEN_HOME", str(tmp_path))
    monkeypatch.setenv("GRADIO_SERVER_NAME", "127.0.0.2")
    monkeypatch.setenv("GRADIO_SERVER_PORT", "")


LISTENING = """
import os, socket, sys
def listen(door, *_):
    heavy = ("torch", "cv2", "plotly", "numba", "pyarrow", "pandas", "av", "gradio")
    print("imported:", *(name for name in heavy if name in sys.modules), flush=True)
    os._exit(0)
socket.socket.listen = listen
import runpy
runpy.run_path("app.py", run_name="__main__")
"""


def test_the_port_opens_before_anything_heavy_is_imported(tmp_path: Path) -> None:
    environment = {**os.environ, "FACEGEN_HOME": str(tmp_path), "FACEGEN_STORE": ""}
    told = subprocess.run(
        [sys.executable, "-c", LISTENING],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert (told.returncode, told.stdout.strip()) == (0, "imported:"), told.stderr


FAILING = """
import runpy, types
from facegen.errors import FacegenError
from facegen.ui import start
def make(settings):
    raise FacegenError("No face anywhere.")
start.imported = lambda name: types.SimpleNamespace(page_application=make)
runpy.run_path("app.py", run_name="__main__")
"""
ENDLESS = FAILING.replace("raise FacegenError", "import time; time.sleep(3600)")


def starting(code: str, home: Path, **variables: str) -> subprocess.Popen:
    environment = {**os.environ, "FACEGEN_HOME": str(lend_bundled(home)), "FACEGEN_STORE": ""}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT, env={**environment, **variables}, stdout=pipe, stderr=pipe, text=True,
    )  # fmt: skip


def test_what_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    process = starting(FAILING, tmp_path)
    said, told = process.communicate(timeout=200)
    assert said.startswith("facegen is at http://127.0.0.2:")
    assert (process.returncode, told) == (1, "No face anywhere.\n")


def test_a_port_that_is_taken_is_said_before_anything_is_imported(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.2", 0)) as taken:
        port = str(taken.getsockname()[1])
        process = starting(ENDLESS, tmp_path, GRADIO_SERVER_PORT=port)
        said, told = process.communicate(timeout=200)
    assert (process.returncode, said) == (1, "")
    assert told.startswith(f"Port {port} is taken")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
def test_it_is_stopped_while_it_starts_and_whoever_waits_is_told(tmp_path: Path) -> None:
    process = starting(ENDLESS, tmp_path)
    assert process.stdout
    address = process.stdout.readline().split()[-1]
    waiting = HTTPConnection(urlsplit(address).netloc, timeout=200)
    waiting.request("GET", "/config")
    asked = urllib.request.Request(address, headers={"Accept": "text/html"})
    with urllib.request.urlopen(asked, timeout=200) as answer:
        assert b"facegen is starting" in answer.read()
    process.terminate()
    assert waiting.getresponse().status == 503
    waiting.close()
    _, told = process.communicate(timeout=200)
    assert (process.returncode, told) == (-signal.SIGTERM, "")


def test_without_options_it_is_the_environment() -> None:
    assert settings_of(options()) == Settings.from_environment()


def test_what_is_named_comes_first(
    doodles: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, tiny = doodles.settings.stores_home / "doodles", save_tiny(tmp_path / "tiny")
    other = tmp_path / "other"
    other.symlink_to(store)
    monkeypatch.setenv("FACEGEN_STORE", str(other))
    monkeypatch.setenv("FACEGEN_CHECKPOINT", "ada/faces")
    named = options(
        stores=[store], checkpoints=[str(tiny), "bob/faces"], host="0.0.0.0", port=8000, mcp=True
    )
    found = settings_of(named)
    assert found.stores == (store, other)
    assert found.checkpoints == (str(tiny), "bob/faces", "ada/faces")
    assert (found.host, found.port, found.port_fixed) == ("0.0.0.0", 8000, True)
    assert found.mcp


def test_a_port_of_the_environment_stays_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not settings_of(options()).port_fixed
    monkeypatch.setenv("GRADIO_SERVER_PORT", "9000")
    found = settings_of(options(host="localhost"))
    assert (found.host, found.port, found.port_fixed) == ("localhost", 9000, True)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"stores": [Path("/nowhere")]}, "^--store: There is no /nowhere"),
        ({"checkpoints": ["nobody"]}, "^--checkpoint: There is no checkpoint 'nobody'"),
    ],
)
def test_what_is_not_there_is_said_with_its_option(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(FacegenError, match=sentence) as caught:
        settings_of(options(**given))
    assert not isinstance(caught.value, OptionError)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("FACEGEN_STORE", "/nowhere", "FACEGEN_STORE: There is no /nowhere"),
        ("FACEGEN_CHECKPOINT", "nobody", "FACEGEN_CHECKPOINT: There is no checkpoint 'nobody'"),
    ],
)
def test_what_a_variable_names_and_is_not_there_is_one_line_before_anything_is_served(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    process = starting(ENDLESS, tmp_path, **{name: value})
    said, told = process.communicate(timeout=200)
    assert (process.returncode, said) == (1, "")
    assert told.startswith(sentence)
    assert told.count("\n") == 1
