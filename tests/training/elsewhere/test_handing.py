import os
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from facegen.data.store import FaceStore
from facegen.errors import HubError, TrainingError
from facegen.hub.jobs import Account
from facegen.training.elsewhere import handing
from facegen.training.elsewhere.handing import PACKAGES, Order, command, hand_over
from tests.hub.jobs_hub import TOKEN, JobsHub
from tests.training.conftest import make_run


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


def test_a_machine_that_is_not_there_is_said_before_anything_is_made(
    tmp_path: Path, store: FaceStore, hub: JobsHub, account: Account
) -> None:
    run = make_run(tmp_path / "run", store)
    with pytest.raises(HubError, match="no machine 'abacus'; choose from: t4-small, l4x1"):
        hand_over(run, store, Order("ada/run", "abacus"), account, lambda said: None)
    assert hub.models == {}
    assert run.state == "new"


def test_a_time_in_which_a_run_cannot_end_is_refused() -> None:
    Order("ada/run", minutes=65).check(50)
    Order("ada/run", minutes=1).check(None)  # of a budget of images nobody knows
    with pytest.raises(TrainingError, match="15 minutes beside the 50 of training, but is 60"):
        Order("ada/run").check(50)


def test_the_job_s_command_is_one_that_a_shell_understands() -> None:
    bash, flags, script = command("ada/run's", 75)
    assert (bash, flags) == ("bash", "-ec")
    install, bring, sit = script.splitlines()
    assert shlex.split(install)[-len(PACKAGES) :] == list(PACKAGES)
    python = shlex.split(bring)[2]
    compile(python, "bring", "exec")
    assert '"ada/run\'s"' in python
    assert sit.endswith("--minutes 75 --every 60")
