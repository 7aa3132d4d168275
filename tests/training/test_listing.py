"""The commands that need no engine: list, measure, steer, delete, put back."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from facegen.data.store import FaceStore
from facegen.training.run.runs import Run
from tests.training.conftest import call, make_run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(tmp_path: Path, store: FaceStore) -> Run:
    """Return a run that has measured twice."""
    run = make_run(tmp_path / "runs" / "one", store)
    run.append_metrics({"images": 0, "seconds": 0.0, "loss_generator": 1.5})
    run.append_metrics({"images": 480, "seconds": 9.5, "loss_generator": 0.5, "augment": 0.25})
    return run


def test_runs_are_listed_with_how_far_they_are(
    run: Run, store: FaceStore, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = run.folder.parent
    newer = make_run(home / "two", store)
    os.utime(run.folder / "config.json", (1, 1))
    assert not call("list", home)
    assert sorted(capsys.readouterr().out.splitlines()) == [
        f"{run.folder}  tiny  480 images  stopped",
        f"{newer.folder}  tiny  0 images  new",
    ]
    monkeypatch.setenv("FACEGEN_HOME", str(home.parent))
    assert not call("list", "--json")
    known = {one["folder"]: one for one in json.loads(capsys.readouterr().out)}
    assert known[str(run.folder)] == {
        "folder": str(run.folder),
        "preset": "tiny",
        "images": 480,
        "state": "stopped",
    }
    (home / "empty").mkdir()
    assert not call("list", home / "empty")
    assert capsys.readouterr().out == f"There is no run in {home / 'empty'}.\n"
    assert call("list", home / "nowhere") == 1
    assert capsys.readouterr().err.startswith(f"FOLDER: {home / 'nowhere'} is no folder")
    monkeypatch.setenv("FACEGEN_HOME", str(home / "new"))
    assert not call("list")  # before there are any


@pytest.mark.parametrize(
    ("file", "content"),
    [("config.json", None), ("config.json", "[1]\n"), ("metrics.jsonl", '{"images": }\n')],
)
def test_what_cannot_be_read_is_listed_as_such_beside_the_others(
    run: Run,
    store: FaceStore,
    capsys: pytest.CaptureFixture[str],
    file: str,
    content: str | None,
) -> None:
    odd = make_run(run.folder.parent / "odd", store).folder
    (odd / file).unlink() if content is None else (odd / file).write_text(content)
    assert not call("list", odd.parent)
    assert sorted(capsys.readouterr().out.splitlines()) == [
        f"{odd}  unreadable",
        f"{run.folder}  tiny  480 images  stopped",
    ]


def test_what_a_run_measured_is_said_each_way(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert not call("metrics", run.folder)
    assert capsys.readouterr().out.splitlines() == [
        "images  480",
        "seconds  9.5",
        "loss_generator  0.5",
        "augment  0.25",
    ]
    assert not call("metrics", run.folder, "--csv")
    head, first, last = capsys.readouterr().out.splitlines()
    columns = head.split(",")
    assert dict(zip(columns, first.split(","), strict=True))["augment"] == ""
    assert dict(zip(columns, last.split(","), strict=True))["loss_generator"] == "0.5"
    assert not call("metrics", run.folder, "--json")
    assert json.loads(capsys.readouterr().out) == run.metrics()
    assert call("metrics", run.folder, "--follow") == 2
    assert capsys.readouterr().err.startswith("--follow: goes with --report-to")


@pytest.mark.parametrize("words", ["metrics", "pause", "proceed", "stop", "delete"])
def test_what_is_no_run_is_said(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(words, tmp_path) == 1
    assert f"{tmp_path} is not a run" in capsys.readouterr().err
    assert tmp_path.is_dir()


def test_a_run_is_steered_from_the_command_line(
    tmp_path: Path, store: FaceStore, capsys: pytest.CaptureFixture[str]
) -> None:
    run = make_run(tmp_path / "run", store, kimg=0.08)
    assert not call("change", run.folder, "--rate-generator", 0.001)
    assert call("change", run.folder) == 2
    assert "what was to be changed is nothing" in capsys.readouterr().err
    assert call("pause", run.folder) == 1
    assert "is new, so there is nothing to pause" in capsys.readouterr().err
    assert not call("resume", run.folder, "--threads", 1)
    assert run.changes() == [{"images": 0, "rate_generator": 0.001}]
    assert call("branch", run.folder, "--at", 3, "--run", tmp_path / "branch") == 1
    assert "no checkpoint after 3 images; there are: 0, 80" in capsys.readouterr().err
    assert not call("delete", run.folder)
    token = capsys.readouterr().out.split()[-1]
    assert not run.folder.exists()
    assert not call("restore", tmp_path, token)
    assert run.state == "finished"


def test_steering_imports_no_torch(tmp_path: Path, store: FaceStore) -> None:
    run = make_run(tmp_path / "run", store)
    code = (
        "import sys; from facegen.training.__main__ import main\n"
        "assert main(sys.argv[1:]) == 0\n"
        "print('torch' in sys.modules)"
    )
    for command_words in (["change", "--rate-generator=0.001"], ["proceed"], ["stop"]):
        words = [sys.executable, "-c", code, *command_words, str(run.folder)]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
        assert done.stdout.splitlines() == [f"{run.folder} is new", "False"], done.stderr
    assert run.wishes.take_up(0)
    assert run.changes() == [{"images": 0, "rate_generator": 0.001}]
