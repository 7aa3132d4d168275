import dataclasses
import json
import os
import shutil
import time
from collections.abc import Callable

import pytest

from facegen.answers.runs.reports import begin_report, model_of, report_of, report_stamp
from facegen.answers.runs.view import ReportView
from facegen.data.bundled import open_bundled
from facegen.errors import TrainingError
from facegen.evaluation.underway import KILLED, Underway
from facegen.files import read_json
from facegen.processes import find_process
from facegen.progress import PROGRESS_FILE
from facegen.shipped import CHECKPOINTS
from facegen.training.run.runs import Run
from tests.training.conftest import make_run, make_training

PATIENCE_SEC = 240


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("runs")
    run = make_run(folder / "first", open_bundled(folder / "bundled"), kimg=0.016)
    make_training(run).train()
    return run


def follow(run: Run, until: Callable[[ReportView], bool]) -> ReportView:
    """Follow a report until something is told of it."""
    deadline = time.monotonic() + PATIENCE_SEC
    while True:
        report = report_of(run)
        assert report
        if until(report):
            return report
        assert time.monotonic() < deadline, report
        time.sleep(0.05)


def test_what_one_process_measures_another_sees_until_it_is_killed(trained: Run):
    assert report_of(trained) is None
    before = report_stamp(trained)
    begin_report(trained)
    started = report_stamp(trained)
    assert started != before
    with pytest.raises(TrainingError, match="being measured already"):
        begin_report(trained)
    at_work = follow(trained, lambda report: report.doing != "Starting")
    assert (at_work.state, at_work.words, at_work.measures) == ("running", "", ())
    assert report_stamp(trained) != started
    process = find_process(read_json(model_of(trained) / PROGRESS_FILE))
    assert process
    assert process.pid != os.getpid()
    process.kill()
    assert follow(trained, lambda report: report.state != "running").words == KILLED


def test_what_keeps_a_report_from_beginning_is_told(trained: Run, monkeypatch: pytest.MonkeyPatch):
    elsewhere = dataclasses.replace(trained.open_store(), folder=trained.folder / "gone")
    monkeypatch.setattr(Run, "open_store", lambda run: elsewhere)
    begin_report(trained)
    report = follow(trained, lambda report: report.state != "running")
    assert report.state == "failed"
    assert report.words.startswith("--store: ")
    assert str(trained.folder) not in report.words


def test_a_report_from_the_command_line_is_seen_too(trained: Run):
    Underway(0.5, "Features").write(model_of(trained))
    assert report_of(trained) == ReportView("running", 0.5, "Features")
    (model_of(trained) / PROGRESS_FILE).unlink()
    found = next(CHECKPOINTS.glob("*/evaluation.json"))
    shutil.copy(found, model_of(trained))
    report = report_of(trained)
    assert report
    titles = [one["title"] for one in json.loads(found.read_text())["measures"]]
    assert (report.state, [one.title for one in report.measures]) == ("done", titles)
