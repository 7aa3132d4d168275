from pathlib import Path

import pytest

from facegen.data.store import FaceStore
from facegen.errors import HubError, TrainingError
from facegen.hub.jobs import Account
from facegen.training.elsewhere.following import follow
from facegen.training.engine.state import load_state
from facegen.training.jobs import jobs, steering, trash
from facegen.training.run.runs import Run
from tests.bundled import lend_bundled
from tests.hub.jobs_hub import TOKEN, JobsHub
from tests.training.conftest import make_run
from tests.training.elsewhere.conftest import begin, until

pytestmark = pytest.mark.long


def test_a_run_elsewhere_is_left_alone_here_and_stopped(
    tmp_path: Path, bundled: FaceStore, hub: JobsHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACEGEN_HOME", str(lend_bundled(tmp_path / "home")))
    folder = tmp_path / "runs" / "long"
    process = begin(
        hub, "start", "--data", "bundled", "--run", folder, "--preset", "two-minutes",
        "--kimg", 1000, "--on", "hf-jobs", "--repository", "ada/long",
    )  # fmt: skip
    run = Run(folder)
    until(run.checkpoints, process)
    assert run.state == "elsewhere"
    for act in (jobs.resume, steering.pause, trash.delete):
        with pytest.raises(TrainingError, match="elsewhere"):
            act(run)
    with pytest.raises(TrainingError, match="another machine"):
        steering.change(run, {"rate_generator": 0.001})
    steering.kill(run)  # stops the job, not only who follows it
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert "Its job is CANCELED" in said
    assert "no faces, as they ship with facegen" in said
    assert run.state == "stopped"
    # it saved and sent after it was cancelled: until then there was only that of the beginning
    assert load_state(run.checkpoints()[-1])[1].images > 0
    assert run.open_store().fingerprint == bundled.fingerprint
    with pytest.raises(TrainingError, match="trained by no job elsewhere"):
        follow(run, Account(TOKEN))


def test_a_job_that_is_gone_sets_the_run_free(
    tmp_path: Path, store: FaceStore, account: Account
) -> None:
    run = make_run(tmp_path / "run", store)
    run.process.note_elsewhere({"repository": "ada/x", "job": "9", "owner": "bob", "url": ""})
    said: list[str] = []
    with pytest.raises(TrainingError, match="nobody follows it from here"):
        steering.ask_to_stop(run)
    with pytest.raises(HubError, match="the token is not valid"):
        follow(run, Account("hf_other"), say=said.append)
    assert run.state == "elsewhere"
    assert follow(run, account, say=said.append).stage == "DELETED"
    assert said == ["Its job is DELETED."]
    assert run.state == "interrupted"
