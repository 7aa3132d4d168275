"""A folder of runs whose processes end with the test, and a run that has been trained."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from facegen.data.store import FaceStore
from facegen.training.jobs import queue, steering
from facegen.training.run.runs import Run
from tests.training.conftest import make_run, make_training


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of runs, none of which trains any more afterwards."""
    monkeypatch.setattr(queue, "NICENESS", 1)  # or a busy machine would never come to them
    yield tmp_path
    for path in tmp_path.glob("*/store.json"):
        steering.kill(Run(path.parent))


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, store: FaceStore) -> Run:
    """960 images with three checkpoints and one change."""
    run = make_run(tmp_path_factory.mktemp("runs") / "trained", store)
    run.wishes.wish({"rate_generator": 0.002})
    make_training(run).train()
    assert [path.name for path in run.checkpoints()] == ["000000480", "000000720", "000000960"]
    return run
