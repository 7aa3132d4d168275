"""A run's metrics as CSV, and as the libraries that draw curves read them back from their disk."""

import csv
import dataclasses
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from facegen.errors import TrainingError
from facegen.training import __main__ as command
from facegen.training.run import trackers
from facegen.training.run.runs import Run
from tests.training.conftest import TINY

ROOT = Path(__file__).parents[3]
LINES = [
    {"images": 0, "seconds": 0.0, "frechet_random": 8.25},
    {"images": 80, "seconds": 1.5, "loss_generator": 3.0},
    {"images": 160, "seconds": 3.0, "loss_generator": 2.5, "frechet_random": 4.5},
]


@pytest.fixture
def run(tmp_path, store) -> Run:
    run = Run.create(tmp_path / "first", dataclasses.replace(TINY), store)
    for line in LINES:
        run.append_metrics(line)
    return run


def test_csv_holds_every_number_and_no_other(run, capsys):
    assert command.main(["metrics", str(run.folder), "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    read = [{name: float(text) for name, text in row.items() if text} for row in rows]
    assert read == LINES


def test_json_is_the_lines_and_words_are_the_newest_of_each(run, capsys):
    assert command.main(["metrics", str(run.folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == LINES
    assert command.main(["metrics", str(run.folder)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "images  160",
        "seconds  3.0",
        "frechet_random  4.5",
        "loss_generator  2.5",
    ]


def test_a_run_without_metrics_has_none(tmp_path, store, capsys):
    run = Run.create(tmp_path / "new", TINY, store)
    assert command.main(["metrics", str(run.folder), "--csv"]) == 0
    assert capsys.readouterr().out == "\n"


def test_it_is_followed_while_it_trains(run, monkeypatch):
    monkeypatch.setattr(trackers, "LOOK_SEC", 0.0)
    states = iter(["training", "training", "training", "finished"])
    monkeypatch.setattr(Run, "state", property(lambda self: next(states)))
    seen = []
    for line in trackers.followed(run):
        seen.append(line["images"])
        if line["images"] == 160:
            run.rewind(80)
            run.append_metrics({"images": 160, "seconds": 9.0})
            run.append_metrics({"images": 240, "seconds": 10.0})
    assert seen == [0, 80, 160, 240]


def test_what_cannot_be_is_said(run, capsys):
    assert command.main(["metrics", str(run.folder), "--follow"]) == 2
    assert "--follow: goes with --report-to" in capsys.readouterr().err


def test_a_library_that_is_missing_is_named(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "wandb", None)
    with pytest.raises(TrainingError, match="pip install wandb"):
        trackers.open_tracker("wandb", run)


def sent(run: Run, library: str, **variables: str) -> None:
    """Report in a process of its own: the libraries start threads and keep files open."""
    words = ["-m", "facegen.training", "metrics", str(run.folder), "--report-to", library]
    environment = {**os.environ, **variables, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"3 lines of {run.folder}: {library}" in done.stdout


@pytest.mark.timeout(300)
def test_trackio_has_it_in_its_local_store(run, tmp_path):
    pytest.importorskip("trackio", reason="the extra [trackio] is not installed")
    place = {"TRACKIO_DIR": str(tmp_path / "trackio")}
    sent(run, "trackio", **place)
    code = "from trackio.sqlite_storage import SQLiteStorage as S; import json; "
    code += "print(json.dumps(S.get_logs('facegen', 'first'), default=str))"
    told = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **place}, capture_output=True, text=True
    )
    logs = json.loads(told.stdout.splitlines()[-1])
    names = {name for line in LINES for name in line} - {"images"}
    kept = [{name: log[name] for name in names & log.keys()} for log in logs]
    assert kept == [{name: line[name] for name in names & line.keys()} for line in LINES]
    assert [log["step"] for log in logs] == [0, 80, 160]


@pytest.mark.timeout(300)
def test_tensorboard_reads_it_from_the_folder_of_the_run(run):
    pytest.importorskip("tensorboard", reason="the extra [tensorboard] is not installed")
    sent(run, "tensorboard")
    code = "import sys, json\n"
    code += "from tensorboard.backend.event_processing import event_accumulator as e\n"
    code += "a = e.EventAccumulator(sys.argv[1]); a.Reload()\n"
    code += "print(json.dumps({n: [(s.step, s.value) for s in a.Scalars(n)]"
    code += " for n in a.Tags()['scalars']}))"
    folder = str(run.folder / "tensorboard")
    told = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True)
    assert json.loads(told.stdout.splitlines()[-1]) == {
        "seconds": [[0, 0.0], [80, 1.5], [160, 3.0]],
        "frechet_random": [[0, 8.25], [160, 4.5]],
        "loss_generator": [[80, 3.0], [160, 2.5]],
    }
