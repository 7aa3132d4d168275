"""Every model that ships loads by its own class, as people load models of the Hub."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest
import safetensors

from facegen.errors import ModelError
from facegen.latent.graphs.portable_reading import exported_reading
from facegen.models.attribute_net import AttributeNet
from facegen.models.families import FAMILIES
from facegen.models.stored import WEIGHTS, StoredModel, weights_digest
from facegen.models.style_encoder import StyleEncoder

CHECKPOINTS = Path(__file__).parents[2] / "checkpoints"
CLASSES: dict[str, type[StoredModel]] = {
    cls.family: cls
    for cls in (AttributeNet, StyleEncoder, *(one.generator for one in FAMILIES.values()))
}
FILES = sorted(CHECKPOINTS.rglob("*.safetensors"))
SHIPPED = sorted(path.parent for path in CHECKPOINTS.rglob(WEIGHTS))


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda f: f.relative_to(CHECKPOINTS).as_posix())
def test_loads_by_its_own_class(folder: Path) -> None:
    told = json.loads((folder / "config.json").read_text())
    model = CLASSES[told["family"]].from_pretrained(folder)
    config = json.loads(json.dumps(vars(model.config)))
    assert {name: config[name] for name in told["model"]} == told["model"]
    assert not model.training


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.relative_to(CHECKPOINTS).as_posix())
def test_a_file_says_whose_tensors_it_holds(file: Path) -> None:
    with safetensors.safe_open(file, "pt") as opened:
        assert opened.metadata() == {"format": "pt"}


def test_what_is_told_of_the_attribute_network_is_told_of_this_one() -> None:
    folder = CHECKPOINTS / "attributes"
    whole = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
    assert json.loads((folder / "config.json").read_text())["weights_sha256"] == whole
    assert whole in (folder / "README.md").read_text()
    report = json.loads((CHECKPOINTS / "celeba128" / "evaluation.json").read_text())
    assert report["subject"]["network weights"] == weights_digest(folder) == whole[:16]
    assert exported_reading(folder) is not None


def test_all_that_ships_is_tried() -> None:
    assert len(SHIPPED) >= 3


@pytest.mark.parametrize("name", [WEIGHTS, "config.json"])
def test_a_pointer_in_the_place_of_a_file_is_named(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(CHECKPOINTS / "celeba128" / "encoder", folder)
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"
    (folder / name).write_text(pointer)
    with pytest.raises(ModelError, match=f"{name} is a Git LFS pointer, .*git lfs pull"):
        StyleEncoder.from_pretrained(folder)
