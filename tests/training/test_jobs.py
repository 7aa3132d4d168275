import os
from pathlib import Path

import pytest

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.training.jobs import resume, start, stop
from tests.training.conftest import make_run


def test_a_job_runs_by_itself_until_it_is_stopped(tmp_path: Path, store: FaceStore) -> None:
    run = resume(make_run(tmp_path / "run", store), {"minutes": 60, "threads": 1})
    assert run.state == "training"
    assert run.lock.process != os.getpid()
    assert run.config.minutes == 60
    assert run.config.kimg is None
    stop(run)
    assert run.state == "stopped"
    assert "Stopped as asked" in run.last_words
    assert run.checkpoints()
    stop(run)  # nothing to do


def test_a_job_that_cannot_start_says_why(tmp_path: Path, store: FaceStore) -> None:
    with pytest.raises(TrainingError, match=r"faces of 64 px.*32 px"):
        start(tmp_path / "run", store.folder, {"preset": "xs"})
