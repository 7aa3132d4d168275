"""The attribute network's graph says what it says, in another runtime."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from onnxruntime import InferenceSession

from facegen.errors import ModelError
from facegen.latent.__main__ import main
from facegen.latent.graphs.graph_file import FACTS, FOLDER
from facegen.latent.graphs.portable_reading import GRAPH, exported_reading
from facegen.models.attribute_net import AttributeNet, AttributeNetConfig
from facegen.models.stored import weights_digest


def network(folder: Path, seed: int = 0) -> AttributeNet:
    torch.manual_seed(seed)
    AttributeNet(AttributeNetConfig(widths=(8, 8, 8, 8))).eval().save_pretrained(folder)
    return AttributeNet.load(folder)


@torch.inference_mode()
def test_a_network_is_exported_beside_its_weights(tmp_path: Path) -> None:
    known = network(tmp_path)
    assert exported_reading(tmp_path) is None
    assert main(["export", str(tmp_path)]) == 0
    graph = exported_reading(tmp_path)
    assert graph == (tmp_path / FOLDER / GRAPH).read_bytes()
    assert graph is not None
    assert (tmp_path / "README.md").read_text().count("`onnx/attributes.onnx` | `faces` (n, 3") == 1
    faces = np.random.default_rng(0).uniform(-1, 1, (3, 3, 64, 64)).astype(np.float32)
    (found,) = InferenceSession(graph).run(None, {"faces": faces})
    expected = known(torch.from_numpy(faces)).sigmoid()
    np.testing.assert_allclose(np.asarray(found), expected, atol=0.005)
    facts = json.loads((tmp_path / FOLDER / FACTS).read_text())
    assert facts["attributes"] == list(known.config.attributes)
    assert facts["size_px"] == known.config.size_px


def test_a_graph_of_other_weights_or_damaged_is_refused(tmp_path: Path) -> None:
    network(tmp_path)
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / GRAPH).write_bytes(b"graph")
    facts = tmp_path / FOLDER / FACTS
    facts.write_text(json.dumps({"format": 1, "network": weights_digest(tmp_path)}))
    assert exported_reading(tmp_path) == b"graph"
    network(tmp_path, seed=1)
    again = f"make it with: python -m facegen.latent export {tmp_path}"
    with pytest.raises(ModelError, match=f"of other weights; {again}"):
        exported_reading(tmp_path)
    for text in ("", "{", "[]", "{}", '{"network": 1, "network": 2}'):
        facts.write_text(text)
        with pytest.raises(ModelError, match=f"is damaged .*; {again}"):
            exported_reading(tmp_path)
    facts.write_text(json.dumps({"network": weights_digest(tmp_path)}))
    (tmp_path / FOLDER / GRAPH).unlink()
    with pytest.raises(ModelError, match="is damaged"):
        exported_reading(tmp_path)
