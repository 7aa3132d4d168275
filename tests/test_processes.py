"""Processes are really started, on a module that lies where only this process looks."""

import json
import os
import subprocess
from pathlib import Path
from queue import SimpleQueue

import pytest

from facegen.processes import ONE_THREAD, core_count, launch, launch_detached

MODULE = "told_by_a_test"


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module that says how it was started, and ends as it is told to."""
    (tmp_path / f"{MODULE}.py").write_text(
        "import json, os, sys\n"
        "print(json.dumps([sys.argv[1:], dict(os.environ), os.getsid(0), sys.stdin.read()]))\n"
        "sys.exit(int(sys.argv[1]))\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    return MODULE


def test_cores_are_those_this_process_may_use() -> None:
    assert 1 <= core_count() <= (os.cpu_count() or 1)


def test_a_process_finds_our_modules_from_anywhere(module: str, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    process = launch(
        *(module, "0", "two words"),
        variables=ONE_THREAD,
        cwd=elsewhere,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    words, variables, session, _ = json.loads(process.communicate()[0])
    assert words == ["0", "two words"]
    assert variables.items() >= ONE_THREAD.items()
    assert variables["PATH"] == os.environ["PATH"]
    assert session == os.getsid(0)


def test_a_detached_process_writes_to_its_console_and_its_end_is_told(
    module: str, tmp_path: Path
) -> None:
    ends: SimpleQueue[int] = SimpleQueue()
    console = tmp_path / "console.txt"
    process = launch_detached(module, "3", console=console, ended=ends.put)
    assert ends.get(timeout=60) == 3
    words, _, session, heard = json.loads(console.read_text())
    assert (words, heard) == (["3"], "")
    assert session == process.pid != os.getsid(0)


POLITE = """
import json, os
from facegen.processes import AUTOGROUP, give_way

def weight():  # nothing where Linux groups no sessions: the file is empty then, or there is none
    return AUTOGROUP.read_text() if AUTOGROUP.exists() else ""

before = weight()
give_way(7)
print(json.dumps([os.nice(0), before, weight()]))
"""


def test_who_gives_way_does_so_with_its_session_if_it_leads_it(module: str, tmp_path: Path) -> None:
    (tmp_path / f"{MODULE}.py").write_text(POLITE)
    child = launch(module, stdout=subprocess.PIPE)
    niceness, before, after = json.loads(child.communicate()[0])
    assert niceness == 7
    assert after == before  # the session of somebody else
    ends: SimpleQueue[int] = SimpleQueue()
    launch_detached(module, console=tmp_path / "console.txt", ended=ends.put)
    assert ends.get(timeout=60) == 0
    niceness, before, after = json.loads((tmp_path / "console.txt").read_text())
    assert niceness == 7
    assert after == before.replace("nice 0", "nice 7")
