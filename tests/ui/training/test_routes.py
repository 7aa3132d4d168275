import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from facegen.answers.context import Context
from facegen.answers.runs.film import film_of
from facegen.answers.runs.view import BriefNews, News
from facegen.answers.runs.watch import FRESH_SEC, Watch
from facegen.answers.runs.watched import grids_of
from facegen.charts.score_histograms import ScoreHistograms
from facegen.config import Settings
from facegen.data.store import FaceStore
from facegen.errors import FacegenError
from facegen.training.run.presets import PRESETS
from facegen.training.run.runs import Run
from facegen.ui.handlers import refuse
from facegen.ui.training.routes import training_routes
from facegen.wire import Failure
from tests.wire import read_as


@pytest.fixture(scope="session")
def faces(bundled: FaceStore) -> FaceStore:
    return bundled


@pytest.fixture
def run(tmp_path: Path, faces: FaceStore) -> Run:
    run = Run.create(tmp_path / "runs" / "first", PRESETS["xs"], faces)
    for images in (0, 2000, 4000):
        run.append_metrics({"images": images, "seconds": images / 100, "loss_generator": 1.5})
    samples = {px: np.full((32, px, px, 3), px, np.uint8) for px in (32, 64)}
    for images in (0, 4000):
        run.write_grids(images, samples)
    run.process.end("stopped")
    return run


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    context = Context(Settings.from_environment({"FACEGEN_HOME": str(tmp_path)}))
    context.watch = Watch(context.settings.runs_home)  # without the recordings that ship
    routes = training_routes(context)
    return TestClient(Starlette(routes=routes, exception_handlers={FacegenError: refuse}))


def seen(client: TestClient, kind: type[BriefNews] = News, **asked: Any) -> Any:
    answer = client.get("/training/view", params=asked)
    assert answer.status_code == 200, answer.text
    return read_as(kind, answer.text)


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facegen.answers.runs.watch.FRESH_SEC", -1)
    assert FRESH_SEC > 0


def test_without_a_run_there_is_an_empty_list(client):
    answer = seen(client)
    assert (answer.runs, answer.run) == ((), None)


def test_the_newest_run_is_shown_with_all_it_has(client, run):
    shown = seen(client).run
    assert (shown.name, shown.state, shown.preset) == ("first", "stopped", "xs")
    assert [(one.images, one.seconds) for one in shown.snapshots] == [(0, 0.0), (4000, 40.0)]
    assert shown.scales == (32, 64)
    (panel,) = shown.panels
    assert panel.curves[0].x == (0, 2000, 4000)


def test_nothing_is_sent_until_something_changed(client, run, monkeypatch):
    later(monkeypatch)
    tag = seen(client).tag
    assert client.get("/training/view", params={"seen": tag}).status_code == 204
    run.append_metrics({"images": 6000, "seconds": 60.0, "loss_generator": 9.0})
    answer = seen(client, seen=tag)
    assert answer.run.images == 6000
    assert answer.run.panels[0].curves[0].y == (1.5, 1.5, 1.5, 9.0)


def test_a_run_that_is_as_it_was_is_left_out(client, run, faces, monkeypatch):
    later(monkeypatch)
    tag = seen(client, run="first").tag
    Run.create(run.folder.with_name("other"), PRESETS["xs"], faces)
    answer = seen(client, BriefNews, run="first", seen=tag)
    assert {brief.name for brief in answer.runs} == {"first", "other"}


def test_a_run_that_went_back_is_read_anew(client, run, monkeypatch):
    later(monkeypatch)
    before = seen(client).run
    run.rewind(2000)
    after = seen(client).run
    assert after.panels[0].curves[0].x == (0, 2000)
    assert after.snapshots == before.snapshots[:1]


def test_half_a_line_waits_for_its_end(client, run, monkeypatch):
    later(monkeypatch)
    seen(client)
    line = json.dumps({"images": 6000, "seconds": 60.0})
    with run.metrics_path.open("a") as file:
        file.write(line[:9])
        file.flush()
        assert seen(client).run.images == 4000
        file.write(line[9:] + "\n")
    assert seen(client).run.images == 6000


def test_a_grid_is_the_file_itself_and_may_be_kept(client, run):
    asked = {"run": "first", "px": 32, "images": 4000}
    answer = client.get("/training/grid", params=asked)
    assert answer.content == run.grid_path(4000, 32).read_bytes()
    assert "immutable" in answer.headers["cache-control"]


def test_a_film_is_the_one_that_is_made_of_the_grids(client, run):
    asked = {"run": "first", "px": 32, "face": 3, "form": "gif"}
    answer = client.get("/training/film", params=asked)
    content, _ = film_of(grids_of(run.folder)[32], 32, 3, "gif")
    assert answer.content == content
    assert answer.headers["content-type"] == "image/gif"
    assert answer.headers["content-disposition"] == 'attachment; filename="first-32px.gif"'


@pytest.mark.parametrize(
    "asked", [{"px": 16}, {"px": 64, "form": "exe"}, {"px": 64, "face": 32}, {"px": "x"}]
)
def test_a_film_that_cannot_be_made_says_why(client, run, asked):
    answer = client.get("/training/film", params={"run": "first", **asked})
    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("config.json", '{"format": 99}'),
        ("config.json", "nonsense"),
        ("metrics.jsonl", "nonsense\n"),
        ("store.json", "{}"),
    ],
)
def test_a_damaged_run_says_so_and_the_others_are_shown(client, run, faces, file, text):
    other = Run.create(run.folder.with_name("other"), PRESETS["xs"], faces)
    (other.folder / file).write_text(text)
    states = {brief.name: brief.state for brief in seen(client).runs}
    assert states == {"other": "unreadable", "first": "stopped"}
    assert seen(client, run="first").run.images == 4000
    assert seen(client, run="other").run.words


def test_a_run_deleted_while_it_is_watched_is_gone(client, run, monkeypatch):
    later(monkeypatch)
    seen(client)
    shutil.rmtree(run.folder)
    answer = seen(client, run="first")
    assert (answer.runs, answer.run) == ((), None)


@pytest.mark.parametrize(
    "asked",
    [
        {"run": "../first", "px": "32", "images": "0"},
        {"run": "first", "px": "nan", "images": "0"},
        {"run": "first", "px": "32", "images": "1"},
        {"run": "first", "px": "-1", "images": "inf"},
        {"run": "first"},
    ],
)
def test_nonsense_is_answered_with_a_sentence(client, run, asked):
    answer = client.get("/training/grid", params=asked)
    assert answer.status_code == 400
    assert read_as(Failure, answer.text).error.endswith((".", "first"))


def test_scores_are_counted_as_they_were_kept(client, run):
    run.write_scores(4000, {"samples": [-1.0, 0.5], "train": [1.5, 2.0]})
    answer = client.get("/training/scores", params={"run": "first", "images": 4000})
    counted = read_as(ScoreHistograms, answer.text)
    assert counted.span == (-2, 2)
    assert [one.real for one in counted.sets] == [0.5, 1.0]
    assert "immutable" in answer.headers["cache-control"]


def test_an_unknown_smoothing_is_refused(client, run):
    answer = client.get("/training/view", params={"smooth": "0.5"})
    assert answer.status_code == 400
