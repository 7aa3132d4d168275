import dataclasses
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from facegen.data.store import FaceStore, open_store
from facegen.models.checkpoint import load_checkpoint
from facegen.training import __main__ as command
from facegen.training.run.presets import PRESETS
from facegen.training.run.runs import Run
from tests.training.conftest import TINY, curves, make_run

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def tiny_preset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRESETS, "tiny", TINY)


def call(*arguments: object) -> int:
    return command.main([str(argument) for argument in arguments])


def test_start_list_resume_export(
    tmp_path: Path, store: FaceStore, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "runs" / "one"
    assert not call(
        "start", "--data", store.folder, "--run", folder, "--preset", "tiny", "--kimg", 0.08,
        "--batch", 8, "--rate", 0.001, "--seed", 5, "--threads", 1,
    )  # fmt: skip
    run = Run.open(folder)
    changed = dataclasses.replace(TINY, kimg=0.08, batch=8, rate=0.001, seed=5)
    assert run.config == changed
    assert run.metrics()[-1]["images"] == 80
    assert not call("list", folder.parent)
    assert f"{folder}  tiny  80 images  finished" in capsys.readouterr().out
    assert not call("resume", folder, "--kimg", 0.16, "--threads", 1)
    assert run.metrics()[-1]["images"] == 160
    assert not call("export", folder, "--out", tmp_path / "checkpoint")
    model = load_checkpoint(tmp_path / "checkpoint")
    assert model.facts["training"]["images"] == 160
    assert model.facts["data"]["title"] == "Discs"
    assert (model.mean_style != 0).any()
    assert model.facts["training"]["batch"] == 8
    assert model.facts["training"]["torch"] == torch.__version__
    card = (tmp_path / "checkpoint" / "README.md").read_text()
    assert "of the train partition" in card
    assert "after 0, 80, 160 images" in card
    for name in ("losses.svg", "through_time.webp"):
        assert f"(training/{name})" in card
        assert (tmp_path / "checkpoint" / "training" / name).is_file()


def test_a_run_goes_on_where_its_store_has_moved(
    tmp_path: Path, store: FaceStore, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    run = make_run(tmp_path / "run", open_store(shutil.copytree(store.folder, old)), kimg=0.08)
    shutil.move(old, new)
    assert call("resume", run.folder, "--threads", 1) == 1
    error = capsys.readouterr().err
    assert f"were in {old}, where no store is now" in error
    assert f"resume {run.folder} --data STORE" in error
    other = shutil.copytree(new, tmp_path / "other")
    told = (other / "manifest.json").read_text()
    (other / "manifest.json").write_text(re.sub(r'("faces.npy": )"\w+"', r'\1"00000000"', told))
    assert call("resume", run.folder, "--data", other) == 1
    assert "--data: " in (error := capsys.readouterr().err)
    assert f"then in {old}" in error
    assert not call("resume", run.folder, "--data", new, "--threads", 1)
    assert run.open_store().folder == new
    assert run.state == "finished"


def test_minutes_replace_the_presets_images(tmp_path: Path, store: FaceStore) -> None:
    run = make_run(tmp_path / "run", store)
    assert not call("resume", run.folder, "--minutes", 0.005, "--threads", 1)
    assert (run.config.kimg, run.config.minutes) == (None, 0.005)
    assert run.done == 1


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--kimg", "1", "--minutes", "1"], 2, "either --kimg or --minutes"),
        (["--kimg", "0"], 2, "--kimg must be a number above 0 and at most 1e+06, but is 0.0"),
        (["--device", "cuda"], 1, "--device: cuda was asked for"),
    ],
)
def test_wrong_options_are_named(
    tmp_path: Path,
    store: FaceStore,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    status: int,
    message: str,
) -> None:
    start = ["start", "--data", store.folder, "--run", tmp_path / "run", "--preset", "tiny"]
    assert call(*start, *arguments) == status
    assert message in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--batch", "0"], "--batch: must be a whole number from 1 to 4096, but is '0'"),
        (["--rate", "nan"], "--rate: must be a number from 0 to 1, but is 'nan'"),
        (["--rate", "-1"], "--rate: must be a number from 0 to 1, but is '-1'"),
        (["--preset", "huge"], "--preset: invalid choice: 'huge'"),
        ([], "--data, --run: must be given"),
    ],
)
def test_nonsense_is_refused_at_once(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        call("start", *arguments)
    said = capsys.readouterr().err
    assert said.startswith(message)
    assert said.count("\n") == 1


def test_what_is_missing_is_named(
    tmp_path: Path, store: FaceStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("resume", tmp_path) == 1
    assert "is not a run" in capsys.readouterr().err
    assert call("export", make_run(tmp_path / "r", store).folder, "--out", tmp_path / "c") == 1
    assert "has no checkpoint yet" in capsys.readouterr().err


def test_the_curves_do_not_depend_on_how_it_was_started(tmp_path: Path, store: FaceStore) -> None:
    options = ["--data", store.folder, "--preset", "tiny", "--kimg", 0.16, "--threads", 1]
    assert not call("start", "--run", tmp_path / "one", *options)
    run = make_run(tmp_path / "two", store, kimg=0.16)
    assert not call("resume", run.folder, "--threads", 1)
    assert curves(Run(tmp_path / "one")) == curves(run)


def test_the_bundled_faces_are_there_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACEGEN_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    options = ["--preset", "two-minutes", "--kimg", 0.016, "--threads", 1]
    assert not call("start", "--data", "bundled", "--run", tmp_path / "run", *options)
    run = Run.open(tmp_path / "run")
    assert run.metrics()[-1]["images"] == 16
    assert run.faces["chosen"].startswith("(all but")


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
