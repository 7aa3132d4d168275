"""`facegen latent list`, run in this process."""

import json
import os
from pathlib import Path

import pytest

from facegen.latent.__main__ import main
from facegen.models.category_net import CategoryNet, CategoryNetConfig
from facegen.models.simple_gan import SimpleGanConfig, SimpleGenerator
from facegen.shipped import CHECKPOINTS


def test_those_of_the_settings_come_first_and_each_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "mine"
    network = SimpleGenerator(SimpleGanConfig(size_px=32, width=2))
    network.facts["training"] = {"images": 12_345}
    network.save_pretrained(mine)
    named = [str(mine), "celeba128", "nobody/here", str(mine)]
    monkeypatch.setenv("FACEGEN_CHECKPOINT", os.pathsep.join(named))
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{mine}  simple_gan of 32 px, 12,345 images"
    assert len(lines) == 2
    assert lines[1].startswith(f"{CHECKPOINTS / 'celeba128'}  msg_gan of 128 px, ")


def test_one_without_latents_is_no_generator_to_walk_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    CategoryNet(CategoryNetConfig(("A",), channels=(4, 4, 4))).save_pretrained(tmp_path / "mask")
    monkeypatch.setenv("FACEGEN_CHECKPOINT", str(tmp_path / "mask"))
    assert main(["list", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {one["family"] for one in found} == {"msg_gan"}


@pytest.mark.parametrize("spoiled", ["{", '{"format": 1, "family": "attribute_net", "model": {}}'])
def test_what_is_no_generator_is_left_out(
    spoiled: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "config.json").write_text(spoiled)
    monkeypatch.setenv("FACEGEN_CHECKPOINT", str(tmp_path))
    assert main(["list", "--json"]) == 0
    assert str(tmp_path) not in {one["folder"] for one in json.loads(capsys.readouterr().out)}


def test_the_generators_of_this_disk_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FACEGEN_CHECKPOINT", os.pathsep.join(["celeba128", str(tmp_path)]))
    assert main(["list", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    about = json.loads((CHECKPOINTS / "celeba128" / "config.json").read_text())
    assert found == {
        "name": "celeba128",
        "folder": str(CHECKPOINTS / "celeba128"),
        "family": about["family"],
        "px": 4 << (len(about["model"]["generator_channels"]) - 1),
        "images": about["training"]["images"] + about["training"]["images_before"],
    }
