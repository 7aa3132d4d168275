"""The commands of the evaluation room, run in this process on a tiny generator."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from facegen.data.store import FaceStore
from facegen.evaluation.__main__ import main
from facegen.models.checkpoint import save_checkpoint
from facegen.models.msg_gan import Generator, MsgGanConfig

Draw = Callable[..., np.ndarray]


TRAINED = "5,000 images in 0.50 h of 2 threads, grown after 2,000 at a smaller size"


def made(folder: Path, seed: int = 0, images: int | None = None, **facts: float) -> Path:
    """Write a checkpoint of a generator of random weights that makes faces of 32 px."""
    torch.manual_seed(seed)
    generator = Generator(MsgGanConfig(generator_channels=(8, 8, 8, 8), latent_dim=8)).eval()
    if images is not None:
        generator.facts["training"] = {"images": images, **facts}
    save_checkpoint(folder, generator, "# Tiny\n")
    return folder


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory, places: list[str]) -> Path:
    """A checkpoint with its report."""
    seen = {"images": 5000, "images_before": 2000, "hours": 0.5, "threads": 2}
    folder = made(tmp_path_factory.mktemp("evaluated") / "tiny", **seen)
    assert main(["report", str(folder), "--light", "--images", "200", *places]) == 0
    return folder


def test_a_report_of_a_checkpoint_ends_in_its_card(evaluated: Path) -> None:
    told = json.loads((evaluated / "evaluation.json").read_text())
    assert told["subject"]["checkpoint"] == "tiny"
    assert told["subject"]["trained"] == TRAINED
    assert told["sizes"]["swd"] == 200
    assert (evaluated / "README.md").read_text().startswith("# Tiny\n")
    assert "## Measures" in (evaluated / "README.md").read_text()
    sheets = [
        np.asarray(Image.open(evaluated / "evaluation" / f"{name}.webp"), float)
        for name in ("samples", "truncated")
    ]
    assert sheets[0].shape == sheets[1].shape
    assert sheets[1].std(0).mean() < sheets[0].std(0).mean()  # nearer to the mean face


def test_truncation_is_measured_beside_none(
    tmp_path: Path, places: list[str], evaluated: Path
) -> None:
    folder = made(tmp_path / "tiny")
    given = ["--at", "0.3", "--images", "200", *places]
    assert main(["truncation", str(folder), *given]) == 0
    kept = json.loads((folder / "evaluation" / "truncations.json").read_text())
    assert [one["truncation"] for one in kept] == [0.3, 1]
    told = json.loads((evaluated / "evaluation.json").read_text())["measures"]
    whole = {one["key"]: one["value"] for one in told}  # of the same weights
    assert kept[1]["fd"] == pytest.approx(whole["fd"])
    assert kept[0]["fd"] != pytest.approx(whole["fd"])
    assert "## What truncation gives and takes" in (folder / "README.md").read_text()


def test_a_small_checkpoint_is_measured_on_larger_faces_made_smaller(
    tmp_path: Path, places: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    small = Generator(MsgGanConfig(generator_channels=(8, 8, 8), latent_dim=8)).eval()
    save_checkpoint(tmp_path / "small", small, "# Small\n")
    arguments = ["report", str(tmp_path / "small"), "--light", "--images", "200", "--json"]
    assert main([*arguments, *places]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["sizes"]["px"] == 16
    assert [one["key"] for one in told["measures"]][:2] == ["swd_16", "swd"]


def test_pictures_are_measured_without_a_checkpoint(
    tmp_path: Path, places: list[str], drawn: Draw, capsys: pytest.CaptureFixture[str]
) -> None:
    np.save(tmp_path / "faces.npy", drawn(220, 3))
    code = main(["report", "--samples", str(tmp_path / "faces.npy"), "--light", *places])
    assert code == 0
    assert "| Coverage |" in capsys.readouterr().out
    assert [p.name for p in tmp_path.iterdir()] == ["faces.npy"]


def test_nearest_faces_are_shown_below_their_samples(
    tmp_path: Path, places: list[str], store: FaceStore
) -> None:
    np.save(tmp_path / "copies.npy", store.faces[20:40, :, ::-1])
    out = tmp_path / "nearest.png"
    code = main(["nearest", "--samples", str(tmp_path / "copies.npy"), "--out", str(out), *places])
    assert code == 0
    with Image.open(out) as picture:
        sheet = np.asarray(picture)
    assert sheet.shape == (3 * 34 - 2, 12 * 34 - 2, 3)
    for column in range(0, 12 * 34, 34):
        sample, in_pixels = (sheet[row : row + 32, column : column + 32] for row in (0, 34))
        np.testing.assert_array_equal(sample[:, ::-1], in_pixels)


def test_a_report_stands_beside_another_and_anywhere(
    evaluated: Path, tmp_path: Path, places: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before, out = (evaluated / "README.md").read_bytes(), tmp_path / "beside"
    words = ["--light", "--images", "200", "--baseline", str(evaluated), "--out", str(out)]
    assert main(["report", str(evaluated), "--json", *words, *places]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads((out / "evaluation.json").read_text())
    assert told == json.loads((evaluated / "evaluation.json").read_text())
    assert (
        f"| Measure | Samples | tiny, {TRAINED} | Floor | Note |" in (out / "README.md").read_text()
    )
    assert (evaluated / "README.md").read_bytes() == before


def test_what_more_images_gave_is_charted_from_the_first_to_the_last(
    tmp_path: Path, places: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    early = made(tmp_path / "early", 1000, 1000)
    late = made(tmp_path / "late", 5000, 3000, images_before=2000)
    words = [str(late), "--earlier", str(early), "--bar", "1000", "--json"]
    assert main(["progress", *words, *places]) == 0
    charted = json.loads(capsys.readouterr().out)
    assert [moment["images"] for moment in charted] == [1000, 5000]
    assert json.loads((late / "evaluation" / "moments.json").read_text()) == charted
    assert "below the 1000 that was aimed at" in (late / "README.md").read_text()
    assert not (early / "evaluation").exists()


def test_what_cannot_be_compared_is_said_before_anything_is_measured(
    tmp_path: Path, places: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    known, unknown = made(tmp_path / "known", images=5), made(tmp_path / "unknown")
    assert main(["progress", str(known), "--earlier", str(unknown), *places]) == 1
    said = f"{unknown} does not say how many images it was trained on; name checkpoints that"
    assert capsys.readouterr().err.startswith(said)
    assert main(["report", str(known), "--baseline", str(unknown), *places]) == 1
    said = f"--baseline: {unknown} has no evaluation.json; make it with"
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize("command", ["report", "nearest"])
def test_a_place_that_cannot_be_written_is_said_in_one_line(
    command: str,
    tmp_path: Path,
    places: list[str],
    drawn: Draw,
    capsys: pytest.CaptureFixture[str],
) -> None:
    np.save(tmp_path / "faces.npy", drawn(40, 3))
    (tmp_path / "file").touch()
    out = tmp_path / "file" / "it.png"
    words = ["--samples", str(tmp_path / "faces.npy"), "--out", str(out)]
    assert main([command, *words, *places]) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert said == f"--out: {out} cannot be written (Not a directory)."
