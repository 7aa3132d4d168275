from pathlib import Path
from types import SimpleNamespace

import pytest

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.training import __main__ as command
from facegen.training.elsewhere import commands
from facegen.training.elsewhere.handing import Order
from facegen.training.run.runs import Run
from tests.hub.jobs_hub import JobsHub
from tests.training.conftest import call, make_run
from tests.training.elsewhere.conftest import begin


def test_what_cannot_be_is_said_before_anything_is_made(
    tmp_path: Path, store: FaceStore, hub: JobsHub, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "other"
    words = ("start", "--data", store.folder, "--run", folder, "--preset", "two-minutes")
    for more, told in (
        (("--flavor", "l4x1"), "--flavor: goes with --on"),
        (("--on", "hf-jobs", "--threads", 2), "--device and --threads are for a run on this"),
    ):
        assert command.main([str(word) for word in (*words, *more)]) == 2
        assert told in capsys.readouterr().err
    process = begin(hub, *words, "--on", "hf-jobs", token="")
    assert "hf auth login" in process.communicate()[0]
    assert process.returncode == 1
    assert not folder.exists()


def test_a_job_has_time_for_a_part_of_a_minute(
    tmp_path: Path, store: FaceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = list[Order]()

    def take(run: Run, faces: object, order: Order, *others: object) -> None:
        orders.append(order)
        raise TrainingError("enough")

    monkeypatch.setattr(commands, "account_here", lambda: SimpleNamespace(name=lambda: "ada"))
    monkeypatch.setattr(commands, "hand_over", take)
    words = ("start", "--data", store.folder, "--preset", "two-minutes", "--on", "hf-jobs")
    for minutes in (50.5, 2):
        assert call(*words, "--run", tmp_path / "run", "--minutes", minutes) == 1
    assert [order.minutes for order in orders] == [66, 60]  # 15 more, and never under 60


def test_a_run_that_no_job_trains_cannot_be_followed(
    tmp_path: Path, store: FaceStore, hub: JobsHub
) -> None:
    run = make_run(tmp_path / "run", store)
    process = begin(hub, "follow", run.folder, token="")  # none is asked for
    said = f"{run.folder} is trained by no job elsewhere, or that has ended; it is new."
    told = process.communicate()[0]
    assert said in told
    assert f"facegen.training metrics {run.folder}" in told
    assert process.returncode == 1
