"""`facegen latent project`, run in this process."""

import json
from pathlib import Path

import numpy as np
from PIL import Image

from facegen.latent.__main__ import main
from facegen.latent.photo.tuned_file import read_tuned
from facegen.models.attribute_net import AttributeNet
from facegen.models.category_net import CategoryNet, CategoryNetConfig
from facegen.models.checkpoint import load_checkpoint, save_checkpoint
from facegen.models.generator import FaceGenerator


def test_the_command_projects_and_tunes(
    tmp_path: Path, generator: FaceGenerator, network: AttributeNet, capsys
) -> None:
    save_checkpoint(tmp_path / "model", generator, "card")
    network.save_pretrained(tmp_path / "network")
    noise = np.random.default_rng(0).integers(0, 255, (50, 70, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "photo.png")
    words = ["project", str(tmp_path / "model"), str(tmp_path / "photo.png"), "--steps", "3"]
    words += ["--network", str(tmp_path / "network"), "--out", str(tmp_path / "out"), "--json"]
    assert not main([*words, "--tune"])
    told = json.loads(capsys.readouterr().out)
    assert told["found"] == "centre"
    assert told["square"] == {"centre": [35, 25], "side": 50, "turn": 0}
    assert told["tuned"]["pixels"] < told["pixels"]
    assert {file.name for file in (tmp_path / "out").iterdir()} == set(told["files"])
    content = (tmp_path / "out" / "tuned.safetensors").read_bytes()
    assert read_tuned(content, load_checkpoint(tmp_path / "model")).difference
    assert main([*words[:2], str(tmp_path / "none.jpg"), *words[3:]]) == 1
    assert "PHOTO: " in capsys.readouterr().err
    CategoryNet(CategoryNetConfig(attributes=("A",), channels=(4, 4))).save_pretrained(
        tmp_path / "net"
    )
    assert main(["project", str(tmp_path / "net"), *words[2:]]) == 1
    assert capsys.readouterr().err.startswith("CHECKPOINT: A category net is told the attributes")
