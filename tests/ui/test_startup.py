"""Before the page: what it needs is looked for, and what goes wrong is one sentence."""

import inspect
import os
import socket
import subprocess
import sys
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest

from facegen.config import Settings
from facegen.errors import FacegenError
from facegen.ui import startup
from facegen.ui.startup import have_home, no_stub_files, require_home

ROOT = Path(__file__).parents[2]
SETTINGS = Settings.from_environment({})


def test_while_gradio_is_imported_no_source_is_known() -> None:
    known = inspect.getfile(Path)
    with no_stub_files(), pytest.raises(OSError, match="not looked for"):
        inspect.getfile(Path)
    assert inspect.getfile(Path) == known
    with pytest.raises(KeyError), no_stub_files():
        raise KeyError
    assert inspect.getfile(Path) == known


def test_a_home_is_made_and_left_empty(tmp_path: Path) -> None:
    home = tmp_path / "a" / "home"
    require_home(replace(SETTINGS, home=home))
    assert list(home.iterdir()) == []


def test_a_home_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    home = tmp_path / "file" / "home"
    with pytest.raises(
        FacegenError, match="Nothing can be written to .*; set FACEGEN_HOME"
    ) as told:
        require_home(replace(SETTINGS, home=home))
    assert f"{home} (Not a directory)" in str(told.value)


def test_who_has_no_home_is_given_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    have_home()
    assert os.environ["HOME"] == "/home/ada"

    def unknown(_: int) -> None:
        raise KeyError

    monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", unknown)
    have_home()
    assert Path.home().is_dir()


@pytest.mark.parametrize(("version", "found"), [(None, "not installed"), ("2.3.0", "2.3.0")])
def test_where_the_package_is_another_or_none_that_is_said(monkeypatch, version, found):
    def told(name: str) -> str:
        if version is None:
            raise metadata.PackageNotFoundError(name)
        return version

    monkeypatch.setattr(startup.metadata, "version", told)
    startup.require_mcp(Settings.from_environment({}))
    with pytest.raises(FacegenError, match=rf"of version 1, which is {found}; pip install"):
        startup.require_mcp(Settings.from_environment({"FACEGEN_MCP": "on"}))


@pytest.mark.parametrize(
    ("work", "status", "said"),
    [
        ("None", 0, ""),
        ("fail(FacegenError('There is no face.'))", 1, "There is no face.\n"),
        ("fail(KeyboardInterrupt())", 130, ""),
        ("fail(RuntimeError('odd'))", 1, "Traceback"),
    ],
)
def test_a_program_ends_in_a_status_and_a_sentence(work: str, status: int, said: str) -> None:
    program = (
        "from facegen.errors import FacegenError\n"
        "from facegen.ui.startup import or_one_sentence\n"
        "def fail(error): raise error\n"
        f"or_one_sentence(lambda: {work})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith(said)
    assert said == "Traceback" or done.stderr == said


def test_a_bad_start_is_one_sentence_and_no_abort(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        starts = {
            "GRADIO_SERVER_PORT must be": {"GRADIO_SERVER_PORT": "http"},
            "Nothing can be written to": {"FACEGEN_HOME": str(tmp_path / "file" / "home")},
            "is taken, by another": {"GRADIO_SERVER_PORT": str(taken.getsockname()[1])},
        }
        processes = {
            words: subprocess.Popen(
                [sys.executable, "app.py"], cwd=ROOT, stderr=subprocess.PIPE, text=True,
                env={**os.environ, "FACEGEN_HOME": str(tmp_path / "home"), **variables},
            )
            for words, variables in starts.items()
        }  # fmt: skip
        for words, process in processes.items():
            told = process.communicate(timeout=200)[1]
            assert process.returncode == 1, told
            assert words in told
            assert len(told.splitlines()) == 1, told
