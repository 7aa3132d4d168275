import json
from pathlib import Path

import pytest

from facegen.models.places import on_disk, shipped
from facegen.shipped import CHECKPOINTS


def test_what_ships_is_every_folder_with_a_description() -> None:
    described = [path for path in CHECKPOINTS.iterdir() if (path / "config.json").is_file()]
    assert shipped() == sorted(described, key=lambda path: path.name)
    assert {path.name for path in shipped()} >= {"attributes", "celeba128"}
    for path in shipped():
        assert json.loads((path / "config.json").read_text())["family"]


def test_what_ships_is_found_by_its_name() -> None:
    for path in shipped():
        assert on_disk(path.name) == path.resolve()
    assert on_disk("celeba128/encoder") == (CHECKPOINTS / "celeba128" / "encoder").resolve()


def test_a_folder_comes_before_what_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "celeba128").mkdir()
    (tmp_path / "celeba128" / "config.json").write_text("{}")
    assert on_disk("celeba128") == Path("celeba128")


def test_a_folder_of_pictures_hides_nothing_that_ships(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "celeba128").mkdir()
    assert on_disk("celeba128") == (CHECKPOINTS / "celeba128").resolve()


def test_a_folder_may_be_told_from_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "mine").mkdir()
    assert on_disk("~/mine") == tmp_path / "mine"


@pytest.mark.parametrize(
    "name",
    [
        "nobody",
        "owner/name",
        "../facegen/data",  # beside the folder of those that ship
        "celeba128/onnx",  # within it, but no checkpoint
        "~nobody-of-this-name/model",
        "x" * 5000,
        "a\0b",
        "\ud800",
    ],
)
def test_a_name_of_nothing_on_this_disk_is_none(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert on_disk(name) is None
