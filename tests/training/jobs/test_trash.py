from pathlib import Path

import pytest

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.training.jobs import trash
from tests.training.conftest import TINY, make_run


def test_a_deleted_run_can_be_had_back(home: Path, store: FaceStore) -> None:
    run = make_run(home / "run", store)
    token = trash.delete(run)
    assert not run.folder.exists()
    make_run(home / "run", store)
    with pytest.raises(TrainingError, match="another run named run now"):
        trash.restore(home, token)
    other = trash.delete(run)
    assert trash.restore(home, token).config == TINY
    for wrong in (token, "nonsense", "../run", ""):
        with pytest.raises(TrainingError, match="not in the trash any more"):
            trash.restore(home, wrong)
    trash.empty(home, older_than_sec=3600)
    assert (home / trash.TRASH / other).exists()
    trash.empty(home)
    assert not (home / trash.TRASH / other).exists()


def test_what_trains_or_is_no_run_is_not_deleted(tmp_path: Path, store: FaceStore) -> None:
    run = make_run(tmp_path / "run", store)
    with run.lock.held(), pytest.raises(TrainingError, match="is training; stop it before deletin"):
        trash.delete(run)
    (tmp_path / "photos").mkdir()
    with pytest.raises(TrainingError, match="photos is not a run"):
        trash.delete(type(run)(tmp_path / "photos"))
    assert run.config == TINY
    assert (tmp_path / "photos").is_dir()


def test_a_run_that_waits_is_deleted_and_waits_no_more(tmp_path: Path, store: FaceStore) -> None:
    run = make_run(tmp_path / "run", store)
    run.process.queue(1)
    assert trash.restore(tmp_path, trash.delete(run)).state == "new"


def test_what_is_no_run_of_the_trash_is_left_there(tmp_path: Path) -> None:
    (tmp_path / trash.TRASH / "1-old").mkdir(parents=True)
    (tmp_path / trash.TRASH / "notes").mkdir()
    (tmp_path / trash.TRASH / "1x-odd").mkdir()
    trash.empty(tmp_path)
    left = sorted(path.name for path in (tmp_path / trash.TRASH).iterdir())
    assert left == ["1x-odd", "notes"]
