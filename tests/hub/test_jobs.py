"""An account's deeds on the Hub: a real client asks a real server, jobs are real processes."""

import sys
import time
from pathlib import Path

import pytest

from facegen.errors import HubError
from facegen.hub.jobs import ENDED, Account, Job, account_here, matching
from facegen.hub.refusals import GoneError, UnreachableError
from tests.hub.jobs_hub import OWNER, TOKEN, JobsHub, account, hub

__all__ = ["account", "hub"]

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")  # by the client


def test_the_token_says_whose_it_is_and_is_in_no_words(account: Account) -> None:
    assert account.name() == OWNER
    assert TOKEN not in repr(account)
    with pytest.raises(HubError, match="refused the token: the token is not valid"):
        Account("hf_other").name()


def test_a_machine_costs_so_much_an_hour(account: Account) -> None:
    assert account.usd_an_hour("t4-small") == pytest.approx(0.6)  # a cent a minute
    with pytest.raises(HubError, match="no machine 'abacus'; choose from: t4-small, l4x1"):
        account.usd_an_hour("abacus")


def test_files_go_and_come_back(account: Account, hub: JobsHub, tmp_path: Path) -> None:
    account.make("ada/run")
    assert hub.private == {"ada/run": True}
    with pytest.raises(HubError, match="to make ada/run: that name is taken"):
        account.make("ada/run")
    there = {"grids/1.png": b"one", "config.json": b"{}", "state.safetensors": b"\0" * 99}
    for path, content in there.items():
        place = tmp_path / "there" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    account.upload("ada/run", tmp_path / "there", "run")
    commit, files = account.files("ada/run")
    assert set(files) == {f"run/{path}" for path in there}
    (tmp_path / "there" / "grids" / "1.png").rename(tmp_path / "there" / "grids" / "2.png")
    account.upload("ada/run", tmp_path / "there", "run", ("grids/*",))
    newer, changed = account.files("ada/run")
    assert newer != commit
    assert set(changed) == {*files, "run/grids/2.png"} - {"run/grids/1.png"}
    assert changed["run/config.json"] == files["run/config.json"]
    wanted = ["run/grids/2.png", "run/state.safetensors"]
    account.download("ada/run", newer, wanted, tmp_path / "here")
    assert (tmp_path / "here" / "run" / "grids" / "2.png").read_bytes() == b"one"
    assert (tmp_path / "here" / "run" / "state.safetensors").read_bytes() == b"\0" * 99
    assert not (tmp_path / "here" / "run" / "config.json").exists()
    with pytest.raises(UnreachableError, match="only some files of ada/run"):
        account.download("ada/run", newer, ["run/nothing"], tmp_path / "here")
    account.drop("ada/run")
    assert "ada/run" not in hub.models
    with pytest.raises(GoneError, match="to list ada/run"):
        account.files("ada/run")


def ended(account: Account, job: Job) -> Job:
    deadline = time.monotonic() + 120
    while (seen := account.look(job.id, job.owner)).stage not in ENDED:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return seen


def test_a_job_is_a_command_with_the_token_as_its_secret(account: Account, hub: JobsHub) -> None:
    say = "import os; print(os.environ['WORD']); print(len(os.environ['HF_TOKEN']))"
    job = account.start("python:3.12", [sys.executable, "-c", say], "l4x1", 20, {"WORD": "hello"})
    assert (job.owner, job.stage) == (OWNER, "RUNNING")
    assert ended(account, job).stage == "COMPLETED"
    assert account.last_lines(job.id, job.owner) == ["hello", str(len(TOKEN))]
    assert account.last_lines(job.id, job.owner, 1) == [str(len(TOKEN))]
    (spec,) = hub.specs
    assert (spec["flavor"], spec["timeoutSeconds"]) == ("l4x1", 1200)
    assert spec["environment"] == {"WORD": "hello"}


def test_a_job_is_cancelled(account: Account) -> None:
    job = account.start("", [sys.executable, "-c", "1 / 0"], "l4x1", 20, {})
    long = account.start("", [sys.executable, "-c", "import time; time.sleep(300)"], "l4x1", 9, {})
    account.cancel(long.id, long.owner)
    assert ended(account, long).stage == "CANCELED"
    assert ended(account, job).stage == "ERROR"
    with pytest.raises(GoneError, match="to tell of job 9"):
        account.look("9", "bob")


def test_a_hub_that_is_away_is_not_reached(account: Account, hub: JobsHub) -> None:
    hub.away = True
    with pytest.raises(UnreachableError, match="could not be reached"):
        account.look("0", OWNER)


def test_paths_fit_patterns_as_the_client_reads_them() -> None:
    paths = ["grids/1.png", "log.txt", "checkpoints/1/state.json"]
    assert matching(paths, "grids/*", "*.txt") == ["grids/1.png", "log.txt"]
    assert matching(paths, "checkpoints/*") == ["checkpoints/1/state.json"]
    assert matching(paths, "none") == []


def test_the_account_is_that_of_the_login(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "none"))
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert account_here() == Account(TOKEN)
    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.delenv("HUGGING_FACE_HUB_TOKEN", raising=False)
    with (tmp_path / "nobody").open("w+") as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        with pytest.raises(HubError, match="Log in with: hf auth login"):
            account_here()
