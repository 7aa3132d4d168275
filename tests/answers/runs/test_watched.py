import json
import shutil
from pathlib import Path

import pytest

from facegen.answers.runs.view import RunView
from facegen.answers.runs.watch import Watch
from facegen.answers.runs.watched import Metrics
from facegen.shipped import checkpoint
from facegen.wire import to_json
from tests.wire import read_as

RECORDING = checkpoint("celeba128") / "recording"


def lines(*images: int, loss: float = 0.0) -> str:
    return "".join(json.dumps({"images": one, "loss": loss}) + "\n" for one in images)


def test_only_whole_lines_that_are_new_are_taken_in(tmp_path: Path):
    metrics = Metrics(tmp_path / "metrics.jsonl")
    assert metrics.read() == []
    metrics.path.write_text(lines(0, 8) + '{"images": 1')
    first = metrics.read()
    assert [line["images"] for line in first] == [0, 8]
    metrics.path.write_text(lines(0, 8, 16))
    assert [line["images"] for line in metrics.read()] == [0, 8, 16]
    assert len(first) == 2


def test_another_file_in_the_same_place_on_disk_is_read_whole(tmp_path: Path):
    metrics = Metrics(tmp_path / "metrics.jsonl")
    metrics.path.write_text(lines(0, 8))
    metrics.read()
    metrics.path.write_text(lines(0, 8, 16, loss=1.5))  # the same number, and longer
    assert [line["loss"] for line in metrics.read()] == [1.5] * 3


@pytest.mark.parametrize("file", ["config.json", "store.json", "metrics.jsonl", "log.txt"])
@pytest.mark.parametrize("content", [None, "[1]\n", "[" * 60_000 + "\n", '{"images": NaN}\n', "\0"])
def test_whatever_one_file_of_one_run_holds_the_others_are_shown(tmp_path, file, content):
    for name in ("whole", "damaged"):
        shutil.copytree(RECORDING, tmp_path / name, ignore=shutil.ignore_patterns("grids"))
    place = tmp_path / "damaged" / file
    place.unlink() if content is None else place.write_text(content)
    runs = {run.name: run for run in Watch(tmp_path).look()}
    assert runs["whole"].brief.state == "finished"  # as its log says
    for run in runs.values():
        shown = read_as(RunView, to_json(run.view(0.0)))
        assert shown.state == run.brief.state
    if file == "config.json":
        words = runs["damaged"].brief.words
        assert runs["damaged"].brief.state == "unreadable"
        assert words
        assert str(tmp_path) not in words
