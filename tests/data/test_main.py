import json
import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from facegen.data.__main__ import main
from facegen.data.store import open_store
from tests.data.conftest import COUNT, SmallCeleba

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def celeba_folder(small_celeba: SmallCeleba, tmp_path: Path) -> Path:
    small_celeba.write_zipped(tmp_path / "celeba")
    return tmp_path / "celeba"


def test_prepare_describe_verify(
    celeba_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    store = str(tmp_path / "store")
    assert main(["prepare", "--source", str(celeba_folder), "--out", store, "--size", "16"]) == 0
    prepared = capsys.readouterr()
    assert prepared.out.startswith(f"CelebA: {COUNT} faces of 16 x 16 px, crop face, from img_al")
    assert prepared.err == ""
    assert main(["describe", store]) == 0
    assert capsys.readouterr().out == prepared.out
    assert main(["verify", store]) == 0
    assert capsys.readouterr().out == f"{store} is whole: every file fits its checksum.\n"


def test_json_is_one_object(
    celeba_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    store = str(tmp_path / "store")
    words = ["--crop", "whole", "--limit", "9", "--title", "Nine", "--size", "16", "--json"]
    assert main(["prepare", "--source", str(celeba_folder), "--out", store, *words]) == 0
    prepared = json.loads(capsys.readouterr().out)
    assert (prepared["title"], prepared["crop"], prepared["count"]) == ("Nine", "whole", 9)
    assert main(["describe", store, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == prepared
    assert main(["verify", store, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"folder": store, "whole": True, "damage": []}


def test_what_was_passed_over_is_reported(
    celeba_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    (celeba_folder / "holiday.gif").write_bytes(b"x")
    store = str(tmp_path / "store")
    command = ["prepare", "--source", str(celeba_folder.parent), "--out", store, "--size", "16"]
    assert main(command) == 0
    words = capsys.readouterr().out
    assert "CelebA's attributes were found in celeba/list_attr_celeba.txt." in words
    assert (
        "Seen and passed over:\n  1  pictures of formats that are not read, such as cele" in words
    )
    assert main([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (one,) = told["passed_over"]
    assert (one["count"], one["example"]) == (1, "celeba/holiday.gif")
    assert one["why"] == "save them as JPEG, PNG or WebP"
    assert told["notes"] == ["CelebA's attributes were found in celeba/list_attr_celeba.txt."]
    assert main(["verify", store]) == 0


def test_damage_is_named_and_the_status_is_1(
    celeba_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    store = tmp_path / "store"
    main(["prepare", "--source", str(celeba_folder), "--out", str(store), "--size", "16"])
    data = bytearray((store / "faces.npy").read_bytes())
    data[5000] ^= 4
    (store / "faces.npy").write_bytes(data)
    capsys.readouterr()
    assert main(["verify", str(store)]) == 1
    assert capsys.readouterr().out.startswith(f"{store / 'faces.npy'} is damaged: its CRC-32 shou")
    assert main(["verify", str(store), "--json"]) == 1
    result = json.loads(capsys.readouterr().out)
    assert result["whole"] is False
    assert "faces.npy" in result["damage"][0]


def test_a_second_run_says_it_is_done(
    celeba_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    command = ["prepare", "--source", str(celeba_folder), "--out", str(tmp_path / "s"), "--json"]
    assert main(command) == 0
    first = capsys.readouterr().out
    assert main(command) == 0
    second = capsys.readouterr()
    assert second.out == first
    assert "is already prepared" in second.err
    assert main([*command, "--size", "32"]) == 1
    assert capsys.readouterr().err.startswith(f"--out: {tmp_path / 's'} is already a store of some")
    assert main([*command, "--size", "32", "--force"]) == 0
    assert open_store(tmp_path / "s").size_px == 32


@pytest.mark.parametrize(
    ("words", "status", "line"),
    [
        ("prepare --source nowhere --out store", 1, "--source: nowhere does not exist."),
        (
            "prepare --source empty --out store",
            1,
            "--source: empty holds no picture (.jpg, .jpeg, .p",
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
            "--source: None of the 1 pictures can be used; the ",
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


def test_ctrl_c_says_how_to_go_on(
    celeba_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("facegen.data.workbench.Workbench.record", interrupt)
    command = ["prepare", "--source", str(celeba_folder), "--out", str(tmp_path / "s")]
    assert main(command) == 130
    assert capsys.readouterr().err == "Stopped; the same command goes on from here.\n"
    monkeypatch.undo()
    assert main(command) == 0
    assert "Going on from 0 pictures" in capsys.readouterr().err


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
