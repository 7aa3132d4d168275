import json
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from facegen.errors import FacegenError
from facegen.evaluation.underway import KILLED, Underway, underway
from facegen.processes import remember_process
from facegen.progress import PROGRESS_FILE


def test_a_report_is_followed_from_its_beginning_to_its_end(tmp_path: Path):
    folder = tmp_path / "model"
    assert Underway.read(folder) is None
    with underway(folder) as telling:
        telling.say("Features")
        assert Underway.read(folder) == Underway(0.0, "Features")
        telling.progress(0.25)
        assert Underway.read(folder) == Underway(0.25, "Features")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FacegenError("Too few faces; give more."), "Too few faces; give more."),
        (OSError(28, "no room"), "OSError: [Errno 28] no room"),
        (KeyboardInterrupt(), KILLED),
    ],
)
def test_a_failure_is_told_until_the_next_try(tmp_path: Path, error, words):
    with pytest.raises(type(error)), underway(tmp_path):
        raise error
    assert Underway.read(tmp_path) == Underway(failed=words)
    with underway(tmp_path) as telling:
        telling.say("Features")
        telling.progress(0.5)
        assert Underway.read(tmp_path) == Underway(0.5, "Features")


def test_a_process_that_was_killed_is_not_waited_for(tmp_path: Path):
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        told = {"done": 0.5, "doing": "Features", **remember_process(psutil.Process(process.pid))}
        (tmp_path / PROGRESS_FILE).write_text(json.dumps(told))
        assert Underway.read(tmp_path) == Underway(0.5, "Features")
        process.kill()
    assert Underway.read(tmp_path) == Underway(0.5, "Features", KILLED)


@pytest.mark.parametrize("content", ["", "[]", '{"done": "much", "doing": 3, "failed": []}'])
def test_whatever_the_file_holds_a_report_that_nobody_makes_has_failed(tmp_path: Path, content):
    (tmp_path / PROGRESS_FILE).write_text(content)
    assert Underway.read(tmp_path) == Underway(failed=KILLED)


def test_where_nothing_is_kept_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with underway(None) as telling:
        telling.say("Features")
        telling.progress(0.5)
    assert list(tmp_path.iterdir()) == []
