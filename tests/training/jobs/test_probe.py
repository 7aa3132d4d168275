import subprocess
import sys
import time

import psutil
import pytest

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.training.jobs import probe
from facegen.training.jobs.limits import disk_bytes
from facegen.training.jobs.probe import estimate
from facegen.training.run.presets import PRESETS

pytestmark = pytest.mark.long


def test_a_run_is_tried_before_it_begins(
    bundled: FaceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "STEPS_SEC", 0.5)
    found = estimate(bundled.folder, {"preset": "two-minutes"}, threads=1)
    assert found is not None
    assert found.minutes == 2
    assert found.images_per_sec > 1
    assert found.kimg == pytest.approx(found.images_per_sec * 0.12, rel=0.1, abs=0.06)
    assert found.bytes == disk_bytes(PRESETS["two-minutes"])
    with pytest.raises(TrainingError, match="--preset must be one of"):
        estimate(bundled.folder, {"preset": "huge"})


def test_a_trial_that_says_much_comes_to_its_end(
    bundled: FaceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than a pipe holds, before it has measured."""
    code = "import sys; sys.stderr.write('x' * 300_000 + '\\nlast words'); sys.exit(1)"
    monkeypatch.setattr(
        probe, "launch", lambda *words, **how: subprocess.Popen([sys.executable, "-c", code], **how)
    )
    began = time.monotonic()
    with pytest.raises(TrainingError, match="^last words$"):
        estimate(bundled.folder, {"preset": "two-minutes"}, lambda: time.monotonic() - began > 60)


def test_a_trial_that_is_cancelled_leaves_no_process(bundled: FaceStore) -> None:
    began = time.monotonic()
    before = set(psutil.Process().children())
    seen = []

    def cancelled() -> bool:
        seen.append(set(psutil.Process().children()) - before)
        return time.monotonic() - began > 1

    assert estimate(bundled.folder, {"preset": "two-minutes"}, cancelled) is None
    assert any(seen)
    assert not set(psutil.Process().children()) - before
