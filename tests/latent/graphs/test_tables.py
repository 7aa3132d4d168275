"""With the tables alone one comes to the styles that the model makes."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import safetensors
import safetensors.torch
import torch

from facegen.errors import QueryError
from facegen.latent.directions.directions import Directions
from facegen.latent.graphs.portable import ENCODER, GRAPHS
from facegen.latent.graphs.tables import (
    ALONE,
    BY_GRAPHS,
    ENCODER_PART,
    TABLES,
    WEIGHTS,
    guesses,
    part_of,
    parts_of,
    tables_of,
    version_of,
)
from facegen.latent.graphs.weights import packed, weights_of
from facegen.latent.model import LatentModel
from facegen.latent.recipe import Recipe
from facegen.latent.request import Face
from facegen.models.families import FAMILIES
from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of
from facegen.models.presets import MODELS


@pytest.fixture(scope="module")
def directed(generator: FaceGenerator, directions: Directions) -> LatentModel:
    return LatentModel(generator, directions, recorded=False)


@pytest.fixture(scope="module")
def simple() -> FaceGenerator:
    """One that needs its graphs."""
    torch.manual_seed(0)
    return FAMILIES["simple_gan"].generator(MODELS["simple"]).freeze()


def with_graphs(generator: FaceGenerator, folder: Path, encoder: bool = False) -> LatentModel:
    for name in (*GRAPHS, *([ENCODER] if encoder else [])):
        (folder / name).write_bytes(f"the graph {name}".encode())
    return LatentModel(generator, graphs=folder, recorded=False)


def read(content: bytes, place: Path) -> tuple[dict[str, torch.Tensor], list[str]]:
    place.write_bytes(content)
    with safetensors.safe_open(place, "pt") as file:
        names = json.loads(file.metadata()["attributes"])
    return safetensors.torch.load(content), names


def test_a_recipe_is_followed_with_the_tables_alone(directed: LatentModel, tmp_path: Path) -> None:
    tables, names = read(tables_of(directed), tmp_path / "tables.safetensors")
    assert directed.directions
    assert names == list(directed.directions.names)
    start = directed.generator.style(latents_of([7], 16))[0].detach()
    for recipe, table, centre in (
        (Recipe(7), "attributes", "mean_style"),
        (Recipe(7, apart=True), "apart", "mean_style"),
        (Recipe(7, centre="Young"), "attributes", "present"),
        (Recipe(7, centre="-Young"), "attributes", "absent"),
    ):
        middle = tables[centre] if centre == "mean_style" else tables[centre][names.index("Young")]
        expected = middle + 0.6 * (start - middle) - 1.5 * tables["components"][2]
        expected = expected + 2 * tables[table][names.index("Male")]
        moved = Recipe(
            7,
            truncation=0.6,
            centre=recipe.centre,
            apart=recipe.apart,
            components=((2, -1.5),),
            attributes=(("Male", 2.0),),
        )
        torch.testing.assert_close(directed.style_of(Face(moved))[1], expected)


def test_where_nothing_would_be_left_apart_is_of_no_number(
    generator: FaceGenerator, directions: Directions, tmp_path: Path
) -> None:
    alike = replace(
        directions,
        readings=directions.units[:1].repeat(5, 1),
        units=directions.units[:1].repeat(5, 1),
        attributes=tuple(replace(one, entangled=("Male",)) for one in directions.attributes),
    )
    model = LatentModel(generator, alike, recorded=False)
    tables, _ = read(tables_of(model), tmp_path / "tables.safetensors")
    assert bool(tables["apart"].isnan().all())
    assert bool(tables["attributes"].isfinite().all())


def test_without_directions_there_are_components_alone(opened: LatentModel, tmp_path: Path) -> None:
    tables, names = read(tables_of(opened), tmp_path / "tables.safetensors")
    assert names == []
    assert {name: tuple(table.shape) for name, table in tables.items()} == {
        "mean_style": (16,),
        "components": (16, 16),
        **dict.fromkeys(("attributes", "apart", "present", "absent"), (0, 16)),
    }
    np.testing.assert_array_equal(tables["components"], opened.components)


def test_parts_are_the_tables_and_the_graphs(simple: FaceGenerator, tmp_path: Path) -> None:
    model = with_graphs(simple, tmp_path)
    parts = parts_of(model)
    assert tuple(parts) == BY_GRAPHS
    assert parts[TABLES] == tables_of(model)
    assert parts["mapping"] == b"the graph mapping.onnx"
    with pytest.raises(QueryError, match="There is no part 'weights'"):
        part_of(model, WEIGHTS)


def test_a_generator_that_stands_alone_needs_no_graphs(opened: LatentModel) -> None:
    parts = parts_of(opened)
    assert tuple(parts) == ALONE
    assert parts == {TABLES: tables_of(opened), WEIGHTS: packed(weights_of(opened.generator))}
    assert version_of(opened)


def test_the_encoder_is_handed_out_beside_them(generator: FaceGenerator, tmp_path: Path) -> None:
    model = with_graphs(generator, tmp_path)
    assert not guesses(model)
    with pytest.raises(QueryError, match=f"There is no part '{ENCODER_PART}' of this generator"):
        part_of(model, ENCODER_PART)
    with_encoder = with_graphs(generator, tmp_path, encoder=True)
    assert guesses(with_encoder)
    assert part_of(with_encoder, ENCODER_PART) == f"the graph {ENCODER}".encode()


@pytest.mark.parametrize("name", ["", "export", "../mapping", "mapping.onnx", "x" * 999])
def test_no_other_file_is_handed_out(generator: FaceGenerator, tmp_path: Path, name: str) -> None:
    (tmp_path / "graphs").mkdir()
    model = with_graphs(generator, tmp_path / "graphs")
    (tmp_path / "mapping.onnx").write_bytes(b"of somebody else")
    with pytest.raises(QueryError, match="There is no part"):
        part_of(model, name)


def test_what_was_not_written_as_onnx_has_no_graphs(simple: FaceGenerator) -> None:
    model = LatentModel(simple, recorded=False)
    assert not guesses(model)
    for ask in (parts_of, version_of, lambda model: part_of(model, "mapping")):
        with pytest.raises(QueryError, match="has not been written as ONNX; do it with"):
            ask(model)


def test_versions_differ_where_a_part_does(simple: FaceGenerator, tmp_path: Path) -> None:
    versions = []
    for place, encoder in (("a", False), ("b", False), ("c", True), ("d", False)):
        (tmp_path / place).mkdir()
        model = with_graphs(simple, tmp_path / place, encoder)
        if place == "d":
            (tmp_path / "d" / GRAPHS[1]).write_bytes(b"another")
        versions.append(version_of(model))
        assert version_of(model) == versions[-1]
    assert versions[0] == versions[1]
    assert len(set(versions)) == 3
