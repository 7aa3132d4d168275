"""Runs handed to jobs: real commands, a real server in the Hub's place, jobs as real processes."""

import functools
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from huggingface_hub import HfApi

from facegen.data.store import FaceStore
from facegen.errors import HubError, TrainingError
from facegen.hub import jobs as hub_jobs
from facegen.hub.jobs import Account
from facegen.training import __main__ as command
from facegen.training.elsewhere import handing
from facegen.training.elsewhere.following import follow
from facegen.training.elsewhere.handing import PACKAGES, Order, hand_over
from facegen.training.engine.state import load_state
from facegen.training.jobs import jobs, steering, trash
from facegen.training.run.runs import Run
from tests.bundled import lend_bundled
from tests.hub.conftest import environment
from tests.hub.jobs_hub import TOKEN, JobsHub, running_jobs
from tests.training.conftest import make_run

HURRIED = """
import sys
from facegen.training.__main__ import main
from facegen.training.elsewhere import following, handing
handing.EVERY_SEC, following.EVERY_SEC = 0.5, 0.5
sys.exit(main(sys.argv[1:]))
"""
"""The command line, but it looks and sends more often."""


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[JobsHub]:
    (tmp_path / "jobs").mkdir()
    with running_jobs(tmp_path / "jobs") as server:
        yield server


@pytest.fixture
def account(hub: JobsHub, monkeypatch: pytest.MonkeyPatch) -> Account:
    monkeypatch.setattr(hub_jobs, "HfApi", functools.partial(HfApi, endpoint=hub.url))
    return Account(TOKEN)


def begin(hub: JobsHub, *words: object, token: str = TOKEN) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", HURRIED, *map(str, words)],
        env=environment(hub.home, hub.url, HF_TOKEN=token, HF_HUB_DISABLE_XET="1"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def until(happened: Callable[[], object], process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 120
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)


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


@pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # by the Hub's client
@pytest.mark.parametrize(
    ("refused", "status", "words"),
    [
        ("GET /api/jobs/hardware", 401, "the token is not valid"),
        ("POST /api/repos/create", 403, "may not write"),
        ("POST /api/repos/create", 409, "name is taken"),
        ("POST /api/models/", 403, "may not write"),
        ("POST /api/jobs/", 402, "no credit"),
        ("POST /api/jobs/", 500, "answered 500"),
    ],
)
def test_a_refusal_is_told_and_nothing_is_left(
    tmp_path: Path, store: FaceStore, hub: JobsHub, account: Account,
    monkeypatch: pytest.MonkeyPatch, refused: str, status: int, words: str,
) -> None:  # fmt: skip
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
    hub.refusing[refused] = status
    run = make_run(tmp_path / "run", store)
    with pytest.raises(HubError, match=words) as caught:
        hand_over(run, store, Order("ada/run"), account, lambda said: None)
    assert TOKEN not in str(caught.value)
    assert hub.models == {}
    assert hub.specs == []
    assert run.state == "new"


def test_what_cannot_be_is_said_before_anything_is_made(
    tmp_path: Path,
    store: FaceStore,
    hub: JobsHub,
    account: Account,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = make_run(tmp_path / "run", store)
    with pytest.raises(HubError, match="no machine 'abacus'; choose from: t4-small, l4x1"):
        hand_over(run, store, Order("ada/run", "abacus"), account, lambda said: None)
    with pytest.raises(TrainingError, match="15 minutes beside the 50 of training, but is 60"):
        Order("ada/run").check(50)
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


def test_the_code_that_travels_needs_no_more_than_its_packages(tmp_path: Path) -> None:
    handing.zip_code(tmp_path / "code.zip", ["bundled_faces"])
    with zipfile.ZipFile(tmp_path / "code.zip") as file:
        file.extractall(tmp_path / "code")
    listed = (
        "import sys; before = set(sys.modules)\n"
        "import facegen.training.elsewhere.sitting, facegen.training.commands\n"
        "import facegen; print(facegen.__file__)\n"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    place, names = subprocess.run(
        [sys.executable, "-c", listed],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "code")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert place.startswith(str(tmp_path))
    assert not {"gradio", "plotly", "av", "cv2", "onnx"} & set(names.split())
    stated = (Path(__file__).parents[3] / "pyproject.toml").read_text()
    for package in PACKAGES:
        assert f'"{package}"' in stated
