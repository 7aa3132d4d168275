import os
import subprocess
import sys
from pathlib import Path

import pytest

from facegen.errors import TrainingError
from facegen.training.run import lock as lock_module
from facegen.training.run.lock import RunLock

HOLD = """
import sys
from pathlib import Path
from facegen.training.run.lock import RunLock
with RunLock(Path(sys.argv[1])).held():
    print("held", flush=True)
    input()
"""


def test_it_is_held_by_one_and_released_at_the_end(tmp_path: Path) -> None:
    lock = RunLock(tmp_path / "lock")
    assert not lock.is_held
    assert lock.process is None
    assert lock.holder is None
    with lock.held():
        assert lock.is_held
        assert lock.process == os.getpid()
        assert lock.holder is not None
        assert lock.holder.pid == os.getpid()
    assert not lock.is_held
    assert lock.holder is None
    assert lock.process == os.getpid(), "who held it last is known"


def test_another_process_keeps_it_until_it_ends_however_it_ends(tmp_path: Path) -> None:
    lock = RunLock(tmp_path / "lock")
    words = [sys.executable, "-c", HOLD, str(lock.path)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        words, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        assert lock.is_held
        assert lock.holder is not None
        assert lock.holder.pid == process.pid
        message = f"Process {process.pid} trains {tmp_path} already"
        with pytest.raises(TrainingError, match=message), lock.held():
            pass
        process.kill()
    with lock.held():
        assert lock.process == os.getpid()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no shared locks here")
def test_who_looks_is_not_taken_for_who_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = RunLock(tmp_path / "lock")
    with lock.held():
        pass
    look, seen = lock_module._try_shared, list[bool]()

    def look_while_another_does(descriptor: int) -> None:
        look(descriptor)
        if not seen:
            seen.append(True)
            seen.append(lock.is_held)

    monkeypatch.setattr(lock_module, "_try_shared", look_while_another_does)
    assert not lock.is_held
    assert seen == [True, False]


def test_a_file_of_something_else_names_nobody(tmp_path: Path) -> None:
    lock = RunLock(tmp_path / "lock")
    lock.path.write_text("[]")
    assert lock.process is None
    assert not lock.is_held
