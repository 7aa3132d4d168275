from pathlib import Path

import pytest

from facegen.data.store import FaceStore
from facegen.training.sprint.sitting import main
from tests.training.conftest import make_run
from tests.training.engine.conftest import NET


def test_a_run_is_trained_until_its_budget_is_spent(tmp_path: Path, store: FaceStore) -> None:
    run = make_run(tmp_path / "run", store, **NET, kimg=0.032)
    assert main([str(run.folder), "--device=cpu"]) == 0
    assert run.state == "finished"
    assert run.metrics()[-1]["images"] == 32
    assert main([str(run.folder), "--device=cpu"]) == 0  # nothing is left to do
    assert run.metrics()[-1]["images"] == 32


def test_what_is_no_run_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 1
    assert f"{tmp_path} is not a run" in capsys.readouterr().err
