"""ONNX files of small networks, run in another runtime."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnxruntime import InferenceSession
from torch import nn

from facegen.errors import FacegenError
from facegen.face_finding import NETWORK
from facegen.latent.graphs.graph_file import FACTS, FORMAT, keep, of_any_size, require_onnx, written


def told(graph: bytes, **values: np.ndarray) -> list[np.ndarray]:
    found = InferenceSession(graph).run(None, values)
    return [np.asarray(one) for one in found]


class Pair(nn.Module):
    """Two layers large enough to be kept with fewer bits: one is of 16 bits already."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.second = nn.Linear(40, 40), nn.Linear(40, 40)
        with torch.no_grad():
            self.first.weight.copy_(self.first.weight.half())

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        found = self.first(x).relu()
        return found, self.second(found)


def kinds(graph: bytes) -> list[str]:
    """Return the kinds of the large tensors of a graph."""
    tensors = onnx.load_from_string(graph).graph.initializer
    large = [one for one in tensors if np.prod(one.dims) >= 1024]
    return sorted(onnx.TensorProto.DataType.Name(one.data_type) for one in large)


@pytest.mark.parametrize("rounded", [False, True])
def test_a_network_says_in_onnx_what_it_says_here(rounded: bool) -> None:
    network, x = Pair(), torch.randn(7, 40)
    graph = written(network, torch.zeros(2, 40), "x", ["first", "second"], rounded)
    assert kinds(graph) == ["FLOAT16" if rounded else "FLOAT", "FLOAT16"]
    found = told(graph, x=x.numpy())
    expected = [one.detach().numpy() for one in network(x)]
    gaps = [np.abs(one - other).max() for one, other in zip(found, expected, strict=True)]
    assert gaps[0] < 1e-5
    assert gaps[1] < (2e-3 if rounded else 1e-5)
    model = onnx.load_from_string(graph)
    assert [one.name for one in model.graph.output] == ["first", "second"]
    assert str(Path(__file__).parents[2]).encode() not in graph


def test_graphs_are_kept_with_what_they_are_of_and_replace_the_last(tmp_path: Path) -> None:
    folder = tmp_path / "onnx"
    folder.mkdir()
    (folder / "old.onnx").touch()
    assert keep(folder, {"a.onnx": b"abc", "b.onnx": b""}, {"network": "x"}) == {
        "a.onnx": 3,
        "b.onnx": 0,
    }
    assert sorted(path.name for path in folder.iterdir()) == ["a.onnx", "b.onnx", FACTS]
    assert (folder / "a.onnx").read_bytes() == b"abc"
    assert json.loads((folder / FACTS).read_text()) == {"format": FORMAT, "network": "x"}
    assert [path.name for path in tmp_path.iterdir()] == ["onnx"]


def test_without_the_packages_it_is_said_which_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    require_onnx()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(FacegenError, match="needs onnx and onnxscript; .* pip install onnx"):
        written(nn.Linear(2, 2), torch.zeros(2, 2), "x", ["y"])
    with pytest.raises(FacegenError, match="needs onnx and onnxscript"):
        of_any_size(b"")


def test_the_face_finder_of_any_size_is_made_of_the_one_beside_it() -> None:
    kept = NETWORK.with_name("any_size.onnx").read_bytes()
    assert kept == of_any_size(NETWORK.read_bytes())
    picture = np.random.default_rng(0).uniform(0, 255, (1, 3, 640, 640)).astype(np.float32)
    for one, other in zip(
        told(kept, input=picture), told(NETWORK.read_bytes(), input=picture), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    assert told(kept, input=picture[..., :256, :320])[0].shape == (1, 40 * 32, 1)
