"""The runs in a folder, read from disk once for all who look."""

import os
import shutil
from pathlib import Path

import pytest

from facegen.answers.runs import watch as watching
from facegen.answers.runs.watch import Watch, _patiently, recordings
from facegen.answers.runs.watched import grids_of
from facegen.data.store import FaceStore
from facegen.errors import QueryError
from facegen.shipped import CHECKPOINTS
from facegen.training.run.presets import PRESETS
from facegen.training.run.recording import record
from facegen.training.run.runs import Run


def names(watch: Watch) -> list[str]:
    return [one.name for one in watch.look()]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every look be at the disk."""
    monkeypatch.setattr(watching, "FRESH_SEC", -1.0)


def test_a_folder_that_is_not_there_holds_none(tmp_path: Path):
    watch = Watch(tmp_path / "runs")
    assert names(watch) == []
    with pytest.raises(QueryError, match="no run 'first' here; choose from: there is none yet"):
        watch.find("first")


@pytest.mark.usefixtures("later")
def test_the_newest_comes_first_and_what_ships_last(grown: Run, bundled: FaceStore, tmp_path: Path):
    record(grown, tmp_path / "celeba128" / "recording")
    watch = Watch(grown.folder.parent, [tmp_path / "celeba128" / "recording"])
    assert names(watch) == ["grown", "celeba128-recorded"]
    Run.create(grown.folder.with_name("newer"), PRESETS["xs"], bundled)
    past = (grown.folder / "config.json").stat().st_mtime - 60
    for path in (grown.folder, *grown.folder.iterdir()):
        os.utime(path, (past, past))
    assert names(watch) == ["newer", "grown", "celeba128-recorded"]
    with pytest.raises(QueryError, match="choose from: newer, grown, celeba128-recorded"):
        watch.find("x" * 200)


def test_a_recording_is_shown_where_there_is_no_run(grown: Run, tmp_path: Path):
    record(grown, tmp_path / "celeba128" / "recording")
    watch = Watch(tmp_path / "nothing", [tmp_path / "celeba128" / "recording"])
    (recorded,) = watch.look()
    shown = recorded.view(0.0)
    assert (shown.name, shown.state) == ("celeba128-recorded", "recorded")
    assert [one.images for one in shown.snapshots] == [0, 2000, 4000]
    assert grids_of(recorded.run.folder)[32][4000].suffix == ".webp"


def test_who_ask_at_once_share_one_look_until_something_is_done(
    grown: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(watching, "FRESH_SEC", 3600.0)
    watch = Watch(grown.folder.parent)
    assert names(watch) == ["grown"]
    shutil.rmtree(grown.folder)
    assert names(watch) == ["grown"]
    watch.forget()
    assert names(watch) == []


@pytest.mark.usefixtures("later")
def test_another_run_of_the_same_name_is_another_one(grown: Run, bundled: FaceStore):
    watch = Watch(grown.folder.parent)
    before = watch.find("grown")
    assert watch.find("grown") is before
    shutil.rmtree(grown.folder)
    watch.look()
    Run.create(grown.folder, PRESETS["xs"], bundled)
    after = watch.find("grown")
    assert after is not before
    assert (after.brief.images, before.brief.images) == (0, 4000)


def test_what_ships_has_all_that_a_recording_needs():
    assert set(recordings()) == {path.parent for path in CHECKPOINTS.glob("*/recording/log.txt")}
    lengths = [max(int(one.stem) for one in path.glob("grids/*/*")) for path in recordings()]
    assert lengths == sorted(lengths, reverse=True)


def test_a_file_that_vanished_in_between_is_looked_for_again():
    tries = []

    def look(good: int) -> int:
        tries.append(good)
        if len(tries) < good:
            raise FileNotFoundError
        return len(tries)

    assert _patiently(lambda: look(3)) == 3
    tries.clear()
    with pytest.raises(FileNotFoundError):
        _patiently(lambda: look(99))
    assert len(tries) == 5
