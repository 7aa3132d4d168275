"""Directions found in styles whose attributes are known, kept, and measured on pictures."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from facegen.errors import FacegenError, ModelError
from facegen.latent.directions.directions import Directions
from facegen.latent.directions.entanglement import without
from facegen.models.checkpoint import save_checkpoint
from facegen.models.generator import FaceGenerator
from tests.latent.conftest import SIZES


@pytest.fixture
def folder(tmp_path: Path, generator: FaceGenerator, directions: Directions) -> Path:
    save_checkpoint(tmp_path / "model", generator, "card")
    directions.save(tmp_path / "model")
    return tmp_path / "model"


def test_what_is_taken_out_leaves_readings_exactly(directions: Directions) -> None:
    for name in directions.names:
        others = [other for other in directions.names if other != name]
        step = directions.attribute(name, others)
        style = directions.space.mean
        change = directions.read(style + step) - directions.read(style)
        expected = torch.zeros(len(directions.names))
        which = directions.names.index(name)
        expected[which] = change[which]
        torch.testing.assert_close(change, expected, atol=1e-5, rtol=0)
        assert float(change[which]) > 0
        length = directions.space.coordinates(style + step).norm()
        assert float(length) == pytest.approx(1, abs=1e-4)


def test_two_that_are_alike_count_once_and_nothing_left_is_said(directions: Directions) -> None:
    once = directions.unit("Smiling", ["Male"])
    torch.testing.assert_close(directions.unit("Smiling", ["Male", "Male"]), once)
    row = torch.tensor([[1.0, 0, 0]])
    assert without(row[0], 2 * row) is None
    alike = replace(directions, units=directions.readings)
    with pytest.raises(FacegenError, match="Nothing is left of Hat when Hat"):
        alike.unit("Hat", ["Hat"])


def test_components_come_by_the_change_they_make(directions: Directions) -> None:
    changes = [component.effect.pixels for component in directions.components]
    assert changes == sorted(changes, reverse=True)
    assert len(changes) == directions.space.rank
    assert sum(c.variance for c in directions.components) == pytest.approx(1)
    first = directions.components[0].axis
    expected = directions.space.axes[:, first] * directions.space.deviations[first]
    torch.testing.assert_close(directions.component(0), expected)
    with pytest.raises(FacegenError, match="but 99 was asked for"):
        directions.component(99)


def test_they_come_back_as_they_were_kept(folder: Path, directions: Directions) -> None:
    loaded = Directions.load(folder)
    assert loaded.attributes == directions.attributes
    assert loaded.components == directions.components
    for name in ("Smiling", "Hat"):
        step, expected = (kept.attribute(name, ["Male"]) for kept in (loaded, directions))
        torch.testing.assert_close(step, expected)
    assert torch.equal(loaded.mean_style_of("Bangs"), directions.mean_style_of("Bangs"))
    assert loaded.facts["learned_from"] == SIZES.learned


def change_format(folder: Path) -> None:
    path = folder / "directions.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99}))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda folder: (folder / "directions.json").unlink(), "has no directions"),
        (lambda folder: (folder / "directions.json").write_text("{"), "damaged"),
        (lambda folder: (folder / "directions.json").write_text("[]"), "damaged"),
        (lambda folder: (folder / "directions.safetensors").write_bytes(b"x" * 99), "damaged"),
        (change_format, "another version"),
        (lambda folder: (folder / "model.safetensors").write_bytes(b"new"), "other weights"),
    ],
)
def test_directions_that_do_not_serve_are_named(
    folder: Path, damage: Callable[[Path], object], words: str
) -> None:
    damage(folder)
    with pytest.raises(ModelError, match=words) as caught:
        Directions.load(folder)
    assert f"python -m facegen.latent directions {folder}" in str(caught.value)


def test_an_attribute_that_is_not_there(directions: Directions) -> None:
    with pytest.raises(FacegenError, match="'Wings' has no direction here; there are Smiling,"):
        directions.attribute("Wings")
