"""Processes really started, of modules that lie where only this process looks."""

import time
from pathlib import Path

import pytest

from facegen.data.store import FaceStore
from facegen.training.sprint.children import Child, images_of, trials_in
from tests.training.conftest import make_run


def child(place: Path, monkeypatch: pytest.MonkeyPatch, name: str, program: str) -> Child:
    (place / f"{name}.py").write_text(program)
    monkeypatch.syspath_prepend(place)
    return Child(name, ["two words"])


def wait(process: Child) -> None:
    deadline = time.monotonic() + 60
    while not process.ended:
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("status", [0, 3])
def test_what_it_says_is_read_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    program = f"import sys; print(sys.argv[1]); print(' last '); sys.exit({status})"
    process = child(tmp_path, monkeypatch, f"told_{status}", program)
    wait(process)
    assert process.lines == ["two words", "last"]
    assert process.failed == bool(status)
    process.stop()


@pytest.mark.parametrize("listens", [True, False])
def test_it_is_asked_to_end_and_ended_if_it_does_not_listen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listens: bool
) -> None:
    answer = "sys.exit(7)" if listens else "print('no', flush=True)"
    program = (
        "import signal, sys, time\n"
        f"signal.signal(signal.SIGTERM, lambda *_: {answer})\n"
        "print('ready', flush=True)\n"
        "while True: time.sleep(0.01)\n"
    )
    process = child(tmp_path, monkeypatch, f"stays_{listens}", program)
    while not process.lines:
        time.sleep(0.01)
    assert not process.ended
    assert not process.failed
    process.stop(grace_sec=30.0 if listens else 0.3)
    assert process.ended
    assert process.process.returncode == (7 if listens else -9)
    assert process.lines == (["ready"] if listens else ["ready", "no"])


def test_trials_are_found_among_what_libraries_say() -> None:
    said = ["a warning", '{"shape": "a", "batch": 64}', "{", "[1]", '{"other": 1}', "3",
            '{"shape": "b", "error": "no memory"}']  # fmt: skip
    assert [one["shape"] for one in trials_in(said)] == ["a", "b"]
    assert trials_in([]) == []


def test_how_far_a_run_is_is_told_by_its_last_sign_of_life(
    tmp_path: Path, store: FaceStore
) -> None:
    run = make_run(tmp_path / "run", store)
    assert images_of(run) == 0
    run.process.beat(320, 2.0, 160.0, paused=False)
    assert images_of(run) == 320
