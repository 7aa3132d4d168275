import time
from pathlib import Path

import psutil
import pytest

from facegen.data.bundled import open_bundled
from facegen.errors import TrainingError
from facegen.training.jobs import probe
from facegen.training.jobs.limits import bytes_of
from facegen.training.jobs.probe import estimate
from facegen.training.run.presets import PRESETS


def test_a_run_is_tried_before_it_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "STEPS_SEC", 0.5)
    store = open_bundled(tmp_path)
    found = estimate(store.folder, {"preset": "two-minutes"}, threads=1)
    assert found is not None
    assert found.minutes == 2
    assert found.images_per_sec > 1
    assert found.kimg == pytest.approx(found.images_per_sec * 0.12, rel=0.1, abs=0.06)
    assert found.bytes == bytes_of(PRESETS["two-minutes"])
    with pytest.raises(TrainingError, match="--preset must be one of"):
        estimate(store.folder, {"preset": "huge"})


def test_a_trial_that_is_cancelled_leaves_no_process(tmp_path: Path) -> None:
    store = open_bundled(tmp_path)
    began = time.monotonic()
    before = set(psutil.Process().children())
    seen = []

    def cancelled() -> bool:
        seen.append(set(psutil.Process().children()) - before)
        return time.monotonic() - began > 1

    assert estimate(store.folder, {"preset": "two-minutes"}, cancelled) is None
    assert any(seen)
    assert not set(psutil.Process().children()) - before
