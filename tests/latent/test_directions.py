"""Directions found in styles whose attributes are known, kept, and measured on pictures."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from PIL import Image

from facegen.errors import FacegenError, ModelError
from facegen.latent.__main__ import main
from facegen.latent.direction_card import best, sheet_of, table_of
from facegen.latent.directions import Directions
from facegen.latent.discovery import FaceCounts, ends, find_directions, learn
from facegen.latent.effects import REACH, Ruler
from facegen.latent.entanglement import entangled, separable, without
from facegen.latent.labelling import Labels, label
from facegen.latent.style_space import StyleSpace, seeded
from facegen.models.attribute_net import AttributeNet
from facegen.models.category_net import CategoryNet, CategoryNetConfig
from facegen.models.checkpoint import save_checkpoint
from facegen.models.generator import FaceGenerator

SIZES = FaceCounts(learned=300, measured=6, components=2)


@pytest.fixture(scope="module")
def directions(generator: FaceGenerator, network: AttributeNet) -> Directions:
    return find_directions(generator, network, SIZES)


@pytest.fixture
def folder(tmp_path: Path, generator: FaceGenerator, directions: Directions) -> Path:
    save_checkpoint(tmp_path / "model", generator, "card")
    directions.save(tmp_path / "model")
    return tmp_path / "model"


def test_learned_vectors_are_those_the_labels_were_made_with() -> None:
    # three attributes that are linear in the coordinates, the second and third alike
    truth = F.normalize(torch.tensor([[1.0, 0, 0, 0], [0, 1, 0, 0], [0, 0.8, 0.6, 0]]), dim=1)
    x = torch.randn(60_000, 4, generator=torch.Generator().manual_seed(0))
    labels = Labels(x, 3 * x @ truth.T - 1, x)
    units, readings = learn(x, *ends(labels, (0.0,) * 3))
    torch.testing.assert_close(readings, truth, atol=0.02, rtol=0)
    assert float(units[1] @ truth[2]) < 0.75 < float(truth[1] @ truth[2])  # less of what is shared
    assert float(units[1] @ truth[1]) > 0.95
    torch.testing.assert_close(units.norm(dim=1), torch.ones(3))


def test_ends_are_the_most_and_the_least_confident_tenth() -> None:
    logits = torch.arange(20.0)[:, None] * torch.tensor([[1.0, -1.0]])
    present, absent = ends(Labels(logits, logits, logits), (9.0, -9.0))
    assert [rows.tolist() for rows in present] == [[18, 19], [1, 0]]
    assert [rows.tolist() for rows in absent] == [[0, 1], [19, 18]]
    present, _ = ends(Labels(logits, logits, logits), (18.0, 0.0))  # one face shows it; none does
    assert [rows.tolist() for rows in present] == [[19], [0]]


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


def test_what_is_taken_apart_leaves_most_of_a_direction() -> None:
    unit = torch.eye(4)[0]
    readings = F.normalize(
        torch.tensor([[1.0, 0, 0, 0], [0.9, 0.436, 0, 0], [0.5, 0, 0.866, 0], [0.1, 0, 0, 0.995]]),
        dim=1,
    )
    # the second is nearly the same and would leave 0.44; the third leaves 0.87, both others 0.86
    assert separable(unit, readings, [1, 2, 3], 3) == [2, 3]
    assert separable(unit, readings, [3, 2, 1], 1) == [3]
    assert separable(unit, readings, [], 3) == []


def test_entanglement_is_the_change_of_a_reading_along_a_direction(
    directions: Directions,
) -> None:
    which = directions.names.index("Young")
    change = directions.read(directions.space.mean + directions.attribute("Young"))
    for name, found in directions.entangled("Young", least=0):
        assert found == pytest.approx(float(change[directions.names.index(name)]), abs=1e-5)
    assert len(entangled(which, directions.units, directions.readings, 2.0)) == 0


@torch.no_grad()
def test_an_effect_is_what_a_plain_loop_finds(
    generator: FaceGenerator, network: AttributeNet, directions: Directions
) -> None:
    with torch.inference_mode():
        styles = generator.style(seeded(generator, 5, 40))
    step = directions.attribute("Bangs")
    found = Ruler(generator, network, styles).measure(step, "Bangs")
    changes, shifts, pixels, features = [], [], [], []
    for style in styles:
        up, down = (style + sign * REACH * step for sign in (1, -1))
        pair = [generator.synthesize(s[None])[-1].clamp(-1, 1) for s in (up, down)]
        one, two = (network.features(p) for p in pair)
        changes.append((network.logits(one).sigmoid() - network.logits(two).sigmoid())[0])
        shifts.append((one - two).norm())
        pixels.append((pair[0] - pair[1]).abs().mean() / 2)
        own = network.features(generator.synthesize(style[None])[-1].clamp(-1, 1))
        features.append(own[0])
    which = directions.names.index("Bangs")
    change = torch.stack(changes)
    strangers = [(features[n] - features[n - 1]).norm() for n in range(5)]
    others = [n for n in range(5) if n != which]
    assert found.target == pytest.approx(float(change[:, which].mean()), abs=1e-4)
    assert found.others == pytest.approx(float(change[:, others].abs().mean()), abs=1e-4)
    assert found.pixels == pytest.approx(float(torch.stack(pixels).mean()), abs=1e-4)
    expected = torch.stack(shifts).mean() / torch.stack(strangers).mean()
    assert found.identity == pytest.approx(float(expected), abs=1e-3)
    assert found.moved[0][1] == pytest.approx(
        max((float(m) for m in change.mean(0)[others]), key=abs), abs=1e-4
    )


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


def test_mean_styles_are_those_of_faces_at_the_ends(
    generator: FaceGenerator, network: AttributeNet, directions: Directions
) -> None:
    with torch.inference_mode():
        styles = generator.style(seeded(generator, SIZES.learned))
    logits = label(generator, network, styles).logits[:, directions.names.index("Male")]
    order = sorted(range(SIZES.learned), key=lambda face: float(logits[face]))
    shown = min(30, max(6, int((logits > 0).sum())))
    torch.testing.assert_close(directions.mean_style_of("Male"), styles[order[-shown:]].mean(0))
    torch.testing.assert_close(directions.mean_style_of("Male", False), styles[order[:30]].mean(0))


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


def test_a_network_of_attributes_has_no_directions(network: AttributeNet) -> None:
    model = CategoryNet(CategoryNetConfig(("A",), (8, 8, 8, 8))).freeze()
    with pytest.raises(FacegenError, match="no latent space"):
        find_directions(model, network)


def test_the_space_holds_what_the_styles_do(directions: Directions) -> None:
    assert isinstance(directions.space, StyleSpace)
    assert directions.units.shape == directions.readings.shape == (5, directions.space.rank)


def test_table_and_sheet(generator: FaceGenerator, directions: Directions) -> None:
    text = table_of(directions, "sheet.webp")
    assert "](sheet.webp)" in text
    for attribute in directions.attributes:
        assert f"| {attribute.name} | {100 * attribute.effect.target:.0f} |" in text
    chosen = best(directions, 3)
    assert len({attribute.name for attribute in chosen}) == 3
    gains = [a.effect.target - 2 * a.effect.others for a in directions.attributes]
    assert chosen[0] == directions.attributes[gains.index(max(gains))]
    assert sheet_of(generator, directions, 3).shape == (3 * 128, 190 + 7 * 128, 3)


def test_the_command(tmp_path: Path, generator: FaceGenerator, network: AttributeNet) -> None:
    save_checkpoint(tmp_path / "model", generator, "card")
    network.save_pretrained(tmp_path / "network")
    words = ["--network", str(tmp_path / "network"), "--faces", "100"]
    assert not main(["directions", str(tmp_path / "model"), *words])
    assert len(Directions.load(tmp_path / "model").names) == 5
    assert "| Smiling |" in (tmp_path / "model" / "directions.md").read_text()
    with Image.open(tmp_path / "model" / "directions.webp") as sheet:
        assert sheet.size == (190 + 7 * 128, 5 * 128)


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["directions", str(tmp_path)]) == 1
    assert "CHECKPOINT: " in capsys.readouterr().err


def test_the_command_says_what_cannot_be_written(
    tmp_path: Path,
    generator: FaceGenerator,
    network: AttributeNet,
    capsys: pytest.CaptureFixture[str],
) -> None:
    save_checkpoint(tmp_path / "model", generator, "card")
    network.save_pretrained(tmp_path / "network")
    words = ["--network", str(tmp_path / "network"), "--faces", "100"]
    (tmp_path / "model" / "directions.webp").mkdir()
    assert main(["directions", str(tmp_path / "model"), *words]) == 1
    assert f"{tmp_path / 'model'} cannot be written (Is a directory)" in capsys.readouterr().err
