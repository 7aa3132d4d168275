"""Generators written as ONNX on first use, in a process of its own, and kept for the next time."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from facegen.answers import graphs
from facegen.answers.checkpoints import Checkpoints
from facegen.answers.graphs import Graphs, can_write
from facegen.config import Settings
from facegen.errors import FacegenError
from facegen.latent.graphs import graph_file
from facegen.latent.graphs.portable import GRAPHS
from facegen.models.checkpoint import load_checkpoint
from tests.tiny import save_tiny

pytestmark = pytest.mark.long

onnxruntime = pytest.importorskip("onnxruntime")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny(tmp_path_factory.mktemp("checkpoints") / "tiny")


@pytest.fixture(scope="module")
def written(tiny: Path, home: Path) -> Path:
    """The graphs of one that came without, written as a server does it."""
    found = server(home, tiny)
    assert found.open("tiny").graphs is None
    model = found.write_graphs("tiny")
    assert model is found.open("tiny")
    assert model.graphs
    return model.graphs


def server(home: Path, checkpoint: Path) -> Checkpoints:
    variables = {"FACEGEN_HOME": str(home), "FACEGEN_CHECKPOINT": str(checkpoint)}
    return Checkpoints(Settings.from_environment(variables))


def test_what_is_written_draws_the_generators_faces(written: Path, tiny: Path) -> None:
    generator = load_checkpoint(tiny)
    styles = generator.mean_style.repeat(1, len(generator.scales_px), 1).numpy()
    session = onnxruntime.InferenceSession(str(written / "synthesis.onnx"))
    drawn = session.run(None, {"styles": styles})[-1]
    expected = generator.synthesize(generator.mean_style[None])[-1].numpy()
    np.testing.assert_allclose(127.5 * drawn, 127.5 * expected, atol=1)


def test_it_lies_in_the_cache_and_not_beside_the_checkpoint(written, tiny, home) -> None:
    assert written.is_relative_to(home)
    assert not (tiny / "onnx").exists()
    assert {path.name for path in written.iterdir()} == {*GRAPHS, "export.json"}
    assert [path.name for path in written.parent.iterdir()] == [written.name]


def test_the_next_server_finds_it_whatever_the_folder_is_called(
    written: Path, tiny: Path, home: Path, tmp_path: Path
) -> None:
    moved = shutil.copytree(tiny, tmp_path / "moved")
    assert server(home, moved).open("moved").graphs == written


def test_what_is_damaged_is_written_anew(
    written: Path, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphs, "_write", lambda _, folder: shutil.copytree(written, folder))
    kept = Graphs(tmp_path)
    (kept.write(tiny) / GRAPHS[0]).unlink()
    assert kept.find(tiny) is None
    assert (kept.write(tiny) / GRAPHS[0]).is_file()
    assert kept.find(tiny)


def test_those_used_last_are_kept(
    written: Path, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphs, "MOST_KEPT", 2)
    monkeypatch.setattr(graphs, "_write", lambda _, folder: shutil.copytree(written, folder))
    kept = Graphs(tmp_path)
    first = kept.write(tiny)
    for age, name in enumerate(("older", "oldest"), 1):
        shutil.copytree(first, first.with_name(name))
        os.utime(first.with_name(name), (1e9 - age, 1e9 - age))
    kept.write(save_tiny(tmp_path / "other", seed=1))
    assert len(list(first.parent.iterdir())) == 2
    assert kept.find(tiny) == first


def test_one_that_cannot_be_written_is_told_with_its_reason(tiny: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(tiny, tmp_path / "broken")
    with (broken / "config.json").open("w") as file:
        file.write("{}")
    with pytest.raises(FacegenError, match=r"could not be written as ONNX: .*config\.json"):
        Graphs(tmp_path / "home").write(broken)
    assert not list((tmp_path / "home").glob("onnx/*"))


def test_only_what_stays_is_small_and_has_the_packages_can_be_written(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert can_write(tiny)
    assert not can_write(None)
    assert not can_write(tmp_path / "nowhere")
    monkeypatch.setattr(graphs, "MOST_BYTES", 1000)
    assert not can_write(tiny)
    monkeypatch.undo()
    monkeypatch.setattr(graph_file.importlib.util, "find_spec", lambda name: None)
    assert not can_write(tiny)
