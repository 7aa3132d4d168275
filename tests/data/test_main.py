import json
import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from facegen.data.__main__ import main
from tests.data.conftest import COUNT

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("words", "status", "line"),
    [
        ("prepare --source nowhere --out store", 1, "--source: nowhere does not exist."),
        (
            "prepare --source empty --out store",
            1,
            "--source: empty holds no picture (.jpg, .png, .webp",
        ),
        ("prepare --source empty", 2, "--out: must be given"),
        ("prepare", 2, "--source, --out: must be given"),
        (
            "prepare --source a --out b --size 7",
            2,
            "--size: must be a whole number from 8 to 1024, ",
        ),
        (
            "prepare --source a --out b --size ²",
            2,
            "--size: must be a whole number from 8 to 1024, ",
        ),
        (
            "prepare --source a --out b --limit 0",
            2,
            "--limit: must be a whole number from 1, but is",
        ),
        (
            "prepare --source a --out b --crop oval",
            2,
            "--crop: invalid choice: 'oval' (choose from ",
        ),
        (
            "prepare --source bad --out store",
            1,
            "--source: The only picture there is, ",
        ),
        ("describe empty", 1, "STORE: empty is not a prepared store (it has no manifest.json). "),
        ("verify empty", 1, "STORE: empty is not a prepared store (it has no manifest.json). "),
        ("sing", 2, "COMMAND: invalid choice: 'sing'"),
        ("", 2, "COMMAND: must be given"),
    ],
)
def test_errors_are_one_line_that_begins_with_the_option(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
    words: str,
    status: int,
    line: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "a.jpg").touch()
    try:
        left = main(words.split())
    except SystemExit as leaving:
        left = leaving.code
    assert left == status
    error = capsys.readouterr().err
    assert error.startswith(line)
    assert error.count("\n") == 1


def test_a_terminal_is_shown_rate_and_time_left(celeba_folder: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    command = ["prepare", "--source", str(celeba_folder), "--out", str(tmp_path / "s"), "--json"]
    result = subprocess.run(
        [sys.executable, "-m", "facegen.data", *command],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=True,
    )
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert json.loads(result.stdout)["count"] == COUNT
    assert f"{COUNT}/{COUNT}" in shown
    assert " pictures/s" in shown
