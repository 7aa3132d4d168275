"""The commands that need the engine, run in this process."""

import dataclasses
import re
import shutil
from pathlib import Path

import pytest
import torch

from facegen.data.store import FaceStore, open_store
from facegen.models.checkpoint import load_checkpoint
from facegen.training.run.runs import Run
from tests.training.conftest import TINY, call, curves, make_run

pytestmark = pytest.mark.usefixtures("tiny_preset")


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


def test_of_a_run_that_trains_nothing_is_rewritten(
    tmp_path: Path, store: FaceStore, capsys: pytest.CaptureFixture[str]
) -> None:
    run = make_run(tmp_path / "run", store)
    moved = shutil.copytree(store.folder, tmp_path / "moved")

    def files() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in run.folder.glob("*.json")}

    before = files()
    with run.lock.held():
        assert call("resume", run.folder, "--minutes", 9, "--data", moved, "--threads", 1) == 1
    assert f"trains {run.folder} already; watch it" in capsys.readouterr().err
    assert files() == before


@pytest.mark.parametrize(("name", "value"), [("device", "cpu"), ("niceness", 5)])
def test_what_a_process_of_its_own_would_not_heed_is_refused(
    tmp_path: Path, store: FaceStore, capsys: pytest.CaptureFixture[str], name: str, value: object
) -> None:
    run = make_run(tmp_path / "run", store)
    assert call("resume", run.folder, "--background", f"--{name}", value) == 2
    assert capsys.readouterr().err.startswith(f"--{name}: is for a run in this process")
    assert run.state == "new"


@pytest.mark.parametrize("words", [("restart", "RUN"), ("branch", "RUN", "--run", "OTHER")])
def test_what_goes_on_in_a_process_of_its_own_takes_no_device(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        call(*words, "--at", 0, "--device", "cpu")
    assert "--device" in capsys.readouterr().err


def test_minutes_replace_the_presets_images(tmp_path: Path, store: FaceStore) -> None:
    run = make_run(tmp_path / "run", store)
    assert not call("resume", run.folder, "--minutes", 0.005, "--threads", 1)
    assert (run.config.kimg, run.config.minutes) == (None, 0.005)
    assert run.done == 1


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


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("{", "--options: must be JSON, but '{' is none"),
        ("[1]", "--options: must be an object, but is '[1]'"),
        ('{"a": 1}', "--options: "),
        ('{"batch": 0}', "--options: Batch (--batch) must be a whole number from 1"),
    ],
)
def test_options_of_a_trial_that_are_none_are_named(
    store: FaceStore, capsys: pytest.CaptureFixture[str], given: str, message: str
) -> None:
    assert call("probe", "--data", store.folder, "--options", given) == 2
    assert capsys.readouterr().err.startswith(message)


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


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("celeba128", "--grow: celeba128 cannot grow into the preset tiny"),
        ("nobody", "--grow: There is no checkpoint 'nobody'"),
    ],
)
def test_what_a_run_grows_from_is_found_by_name(
    tmp_path: Path,
    store: FaceStore,
    capsys: pytest.CaptureFixture[str],
    name: str,
    sentence: str,
) -> None:
    words = ("start", "--data", store.folder, "--run", tmp_path / "run", "--preset", "tiny")
    assert call(*words, "--grow", name) in (1, 2)
    assert capsys.readouterr().err.startswith(sentence)
    assert not (tmp_path / "run").exists()
