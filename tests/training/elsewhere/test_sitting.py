"""What a job does with a run: handed over, trained there, and brought home."""

import json
import time
from pathlib import Path

import pytest

from facegen.data.store import FaceStore
from facegen.training.elsewhere.sitting import main
from facegen.training.engine.state import load_state
from facegen.training.run.runs import Run
from tests.hub.jobs_hub import TOKEN, JobsHub
from tests.training.elsewhere.conftest import begin, until

pytestmark = pytest.mark.long


def test_a_run_is_handed_over_trained_and_brought_home(
    tmp_path: Path, store: FaceStore, hub: JobsHub
) -> None:
    folder = tmp_path / "runs" / "first"
    process = begin(
        hub, "start", "--data", store.folder, "--run", folder, "--preset", "two-minutes",
        "--kimg", 0.512, "--on", "hf-jobs", "--timeout", 20,
    )  # fmt: skip
    run = Run(folder)
    until(lambda: (folder / "log.txt").exists(), process)
    hub.away = True
    time.sleep(1.5)
    hub.away = False
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said + "\n".join(hub.log(0))
    assert "128 faces of Discs as lossy copies" in said
    assert "at most 0.20 USD" in said  # 20 minutes at a cent
    assert "private repository ada/facegen-first" in said
    assert "could not be reached" in said
    assert "Its job is COMPLETED" in said
    assert run.state == "finished"
    assert run.metrics()[-1]["images"] == 512
    assert int(run.checkpoints()[-1].name) == 512
    assert load_state(run.checkpoints()[-1])[1].images == 512
    assert run.snapshots()[-1] == 512
    assert run.faces["title"] == "Discs, lossy"
    assert hub.private == {"ada/facegen-first": True}

    spec = hub.specs[0]
    assert (spec["flavor"], spec["timeoutSeconds"]) == ("t4-small", 1200)
    assert spec.pop("secrets") == {"HF_TOKEN": TOKEN}
    kept = [json.dumps(spec), said, *hub.log(0)]
    assert TOKEN not in "".join(kept)
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    for content in (*files, *hub.models["ada/facegen-first"].values()):
        assert TOKEN.encode() not in content


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "OWNER/NAME: must be given"),
        (["ada/run", "--minutes", "0"], "--minutes: must be a number of at least 1, but is '0'"),
        (["ada/run", "--every", "now"], "--every: must be a number of at least 0.1"),
    ],
)
def test_a_misuse_is_one_line(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)
    assert capsys.readouterr().err.startswith(said)
