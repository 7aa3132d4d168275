"""The commands of the latent room, run in this process."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from facegen.latent.__main__ import main
from facegen.latent.directions.directions import Directions
from facegen.latent.photo.encoding import load_encoder
from facegen.latent.sampling import sample
from facegen.models.category_net import CategoryNet, CategoryNetConfig
from facegen.models.checkpoint import load_checkpoint, save_checkpoint
from facegen.models.generator import FaceGenerator
from facegen.models.sound_seeds import SoundSeeds


def test_one_picture_a_seed_is_written(tmp_path: Path, generator: FaceGenerator) -> None:
    save_checkpoint(tmp_path / "model", generator, "card")
    out = tmp_path / "out"
    assert not main(["sample", str(tmp_path / "model"), "--seeds", "5-7", "--out", str(out)])
    faces = list(sample(load_checkpoint(tmp_path / "model"), [5, 6, 7]))
    assert sorted(path.name for path in out.iterdir()) == [
        f"seed{seed:06d}.png" for seed in (5, 6, 7)
    ]
    for seed, face in zip((5, 6, 7), faces, strict=True):
        np.testing.assert_array_equal(np.asarray(Image.open(out / f"seed{seed:06d}.png")), face)


def test_seeds_that_fall_apart_are_left_out(
    tmp_path: Path, generator: FaceGenerator, capsys: pytest.CaptureFixture[str]
) -> None:
    save_checkpoint(tmp_path / "model", generator, "card")
    words = ["sample", str(tmp_path / "model"), "--sound", "--out", str(tmp_path / "out")]
    assert main([*words, "--seeds", "3-8"]) == 1
    assert "--sound: " in (said := capsys.readouterr().err)
    assert "has no sound seeds; make them with" in said
    SoundSeeds(np.arange(20) % 3 == 0, 0.7, {}).save(tmp_path / "model")
    assert main([*words, "--seeds", "3-8"]) == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["seed000003.png", "seed000006.png"]
    capsys.readouterr()
    assert main([*words, "--seeds", "7-8,21"]) == 2
    assert (
        "None of these seeds is known to hold together; the first 20 were"
        in capsys.readouterr().err
    )


def test_what_cannot_be_sampled_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert "is not a checkpoint" in capsys.readouterr().err
    assert main(["sample", str(tmp_path), "--seeds", "x", "--out", str(tmp_path)]) == 2
    assert "--seeds: 'x' is no seed" in capsys.readouterr().err


def test_directions_are_learned_and_shown(places: tuple[str, str]) -> None:
    checkpoint, network = places
    assert main(["directions", checkpoint, "--network", network, "--faces", "100"]) == 0
    assert len(Directions.load(Path(checkpoint)).names) == 5
    assert "| Smiling |" in (Path(checkpoint) / "directions.md").read_text()
    with Image.open(Path(checkpoint) / "directions.webp") as sheet:
        assert sheet.size == (190 + 7 * 128, 5 * 128)


def test_sound_seeds_are_found_and_told_of(places: tuple[str, str]) -> None:
    checkpoint, network = places
    words = ["--network", network, "--seeds", "100", "--share", "60", "--truncation", "0.5"]
    assert main(["sound", checkpoint, *words]) == 0
    found = SoundSeeds.load(Path(checkpoint))
    assert (len(found.sound), found.truncation) == (100, 0.5)
    assert "first 100 seeds, at a truncation of 0.5" in (Path(checkpoint) / "README.md").read_text()


def test_what_is_no_checkpoint_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("directions", "encoder", "sound", "export"):
        assert main([command, str(tmp_path)]) == 1
        assert capsys.readouterr().err.startswith(f"CHECKPOINT: {tmp_path} is not a checkpoint")


def test_a_network_without_latents_is_refused_before_anything_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    network = CategoryNet(CategoryNetConfig(attributes=("A", "B"), channels=(4, 4)))
    network.save_pretrained(tmp_path / "net")
    out = tmp_path / "out"
    for command in ("sample", "directions", "encoder", "sound"):
        assert main([command, str(tmp_path / "net"), "--out", str(out)]) == 1
        (said,) = capsys.readouterr().err.splitlines()
        assert said.startswith("CHECKPOINT: A category net is told the attributes themselves")
        assert not out.exists()


def test_what_cannot_be_written_is_said(
    places: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint, network = places
    words = ["--network", network, "--faces", "100"]
    (Path(checkpoint) / "directions.webp").mkdir()
    assert main(["directions", checkpoint, *words]) == 1
    said = f"{checkpoint} cannot be written (Is a directory)."
    assert capsys.readouterr().err.splitlines()[-1] == said
    (tmp_path / "file").touch()
    out = str(tmp_path / "file" / "out")
    for command in (["sample", checkpoint], ["encoder", checkpoint, *words]):
        assert main([*command, "--out", out]) == 1
        said = f"--out: {out} cannot be written (Not a directory)."
        assert capsys.readouterr().err.splitlines()[-1].endswith(said)


def test_an_export_takes_no_place_of_other_things(
    places: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint, _ = places
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    for out in (checkpoint, str(tmp_path / "mine")):
        assert main(["export", checkpoint, "--out", out]) == 2
        assert f"--out: {out} holds other things" in capsys.readouterr().err
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"
    assert load_checkpoint(Path(checkpoint))
    (tmp_path / "free").mkdir()
    for _ in range(2):
        assert main(["export", checkpoint, "--out", str(tmp_path / "free")]) == 0
    assert (tmp_path / "free" / "export.json").is_file()


def test_a_checkpoint_may_be_named_as_its_own_copy(places: tuple[str, str]) -> None:
    checkpoint, network = places
    words = ["--network", network, "--faces", "100", "--out", checkpoint]
    assert main(["directions", checkpoint, *words]) == 0
    assert len(Directions.load(Path(checkpoint)).names) == 5


def test_an_encoder_is_trained_beside_a_copy(places: tuple[str, str], tmp_path: Path) -> None:
    checkpoint, network = places
    words = ["--network", network, "--faces", "64", "--out", str(tmp_path / "copy")]
    assert main(["encoder", checkpoint, *words]) == 0
    assert load_encoder(tmp_path / "copy").facts["faces"] == 64
    assert not (Path(checkpoint) / "encoder").exists()
    latents = torch.randn(2, 16)
    kept, copied = load_checkpoint(Path(checkpoint)), load_checkpoint(tmp_path / "copy")
    assert torch.equal(kept(latents)[-1], copied(latents)[-1])
