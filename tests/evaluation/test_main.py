import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from facegen.data.store import FaceStore
from facegen.evaluation.__main__ import main
from facegen.models.attribute_net import AttributeNet
from facegen.models.checkpoint import save_checkpoint
from facegen.models.msg_gan import Generator, MsgGanConfig

Draw = Callable[..., np.ndarray]


@pytest.fixture(scope="module")
def places(
    tmp_path_factory: pytest.TempPathFactory, store: FaceStore, network: AttributeNet
) -> list[str]:
    folder = tmp_path_factory.mktemp("network")
    network.save_pretrained(folder)
    return ["--store", str(store.folder), "--network", str(folder)]


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    generator = Generator(MsgGanConfig(generator_channels=(8, 8, 8, 8), latent_dim=8)).eval()
    save_checkpoint(tmp_path / "tiny", generator, "# Tiny\n")
    return tmp_path / "tiny"


def test_a_report_of_a_checkpoint_ends_in_its_card(
    checkpoint: Path, places: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(checkpoint), "--light", "--images", "200", "--json", *places]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads((checkpoint / "evaluation.json").read_text())
    assert told["subject"]["checkpoint"] == "tiny"
    assert told["sizes"]["swd"] == 200
    assert (checkpoint / "README.md").read_text().startswith("# Tiny\n")
    assert "## Measures" in (checkpoint / "README.md").read_text()
    assert (checkpoint / "evaluation" / "samples.webp").is_file()


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


def test_what_is_wrong_is_said_on_the_error_stream(
    tmp_path: Path, places: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *places]) == 2
    assert "CHECKPOINT: give either it or --samples" in capsys.readouterr().err
    assert main(["report", str(tmp_path), *places]) == 1
    assert "is not a checkpoint" in capsys.readouterr().err
