"""A checkpoint becomes one page that works without a server."""

import base64
import re
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
import torch

from facegen.answers.latent_view import ExplorerView
from facegen.latent.__main__ import main
from facegen.models.checkpoint import load_checkpoint, save_checkpoint
from facegen.models.families import FAMILIES
from facegen.models.presets import MODELS
from facegen.shipped import OPENING_FACE
from tests.wire import read_as

pytestmark = pytest.mark.long


def test_the_page_holds_the_generator_and_names_its_licence(tmp_path: Path) -> None:
    """For a generator without directions, exported for the while, under a name to be escaped."""
    torch.manual_seed(0)
    folder, file = tmp_path / "a<b>", tmp_path / "site" / "explorer.html"
    save_checkpoint(folder, FAMILIES["msg_gan"].generator(MODELS["xs"]), "card")
    assert main(["page", str(folder), "--out", str(file), "--space"]) == 0
    page = file.read_text(encoding="utf-8")
    assert "{{" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert "<title>a&lt;b&gt; · facegen explorer</title>" in page
    assert "The code is under the MIT licence." in page
    assert not re.search(r'(?:src|href)="https?:', page)
    assert "Your photo" not in page
    parts = dict(re.findall(r'id="part-(\w+)">([^<]*)</script>', page))
    assert set(parts) == {"worker", "weights", "tables"}
    tables = safetensors.numpy.load(base64.b64decode(parts["tables"]))
    generator = load_checkpoint(folder)
    np.testing.assert_array_equal(tables["mean_style"], generator.mean_style)
    assert tables["attributes"].shape == (0, generator.latent_dim)
    assert not (folder / "onnx").exists()
    (told,) = re.findall(r'id="about">(.*?)</script>', page, re.DOTALL)
    about = read_as(ExplorerView, told.replace("<\\/", "</"))
    assert (about.checkpoint, about.scales[-1]) == ("a<b>", 64)
    assert about.opening == OPENING_FACE
    assert about.parts == ("weights", "tables")
    front = (tmp_path / "site" / "README.md").read_text()
    assert "sdk: static\napp_file: explorer.html\n" in front


def test_a_generator_of_another_family_brings_what_runs_its_graphs(tmp_path: Path) -> None:
    torch.manual_seed(0)
    folder, file = tmp_path / "simple", tmp_path / "explorer.html"
    save_checkpoint(folder, FAMILIES["simple_gan"].generator(MODELS["simple"]), "card")
    assert main(["page", str(folder), "--out", str(file)]) == 0
    page = file.read_text(encoding="utf-8")
    parts = re.findall(r'id="part-(\w+)">', page)
    assert parts == ["worker", "mapping", "synthesis", "tables", "machine"]
    assert "It runs on onnxruntime-web" in page
