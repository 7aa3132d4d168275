"""The commands of the data room, run in this process."""

import json
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from facegen.data.__main__ import main
from facegen.data.store import FaceStore, open_store
from tests.bundled import lend_bundled
from tests.data.conftest import COUNT


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
    assert "Seen and passed over:\n  pictures of formats that are not read (1), cele" in words
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


def test_the_faces_that_ship_are_verified_by_their_name(
    tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACEGEN_HOME", str(lend_bundled(tmp_path / "home")))
    monkeypatch.chdir(tmp_path)
    (folder,) = (tmp_path / "home" / "bundled").iterdir()
    assert main(["verify", "bundled", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"folder": str(folder), "whole": True, "damage": []}


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


def test_the_command_line_packs_and_unpacks(
    some_bundled: FaceStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts, back = tmp_path / "parts", tmp_path / "back"
    assert (
        main(["pack", f"{some_bundled.folder}", f"--out={parts}", "--megabytes=0.15", "--json"])
        == 0
    )
    told = json.loads(capsys.readouterr().out)
    assert told["bytes"] <= 1.5e5
    with zipfile.ZipFile(parts / "faces-00.zip") as file, file.open("000000.webp") as picture:
        assert Image.open(picture).size == (8 * some_bundled.size_px, 8 * some_bundled.size_px)
    assert main(["unpack", f"{parts}", f"--out={back}"]) == 0
    assert open_store(back).count == some_bundled.count
    assert f"lossy: {some_bundled.count:,}" in capsys.readouterr().out
