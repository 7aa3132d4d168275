from pathlib import Path

import pytest

from facegen.latent.graphs.graph_card import WHAT, tell_of_graphs
from facegen.latent.graphs.portable import ENCODER, GRAPHS
from facegen.latent.graphs.portable_reading import GRAPH


def test_each_graph_is_a_row_with_what_it_takes_and_gives(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Mine\n")
    tell_of_graphs(tmp_path, {"mapping.onnx": 160_000, "synthesis.onnx": 2_345_678})
    card = (tmp_path / "README.md").read_text()
    assert card.startswith("# Mine\n")
    rows = [line for line in card.splitlines() if line.startswith("| `onnx/")]
    assert [row.split(" | ")[-1] for row in rows] == ["0.2 |", "2.3 |"]
    assert rows[0].startswith("| `onnx/mapping.onnx` | `latents` (n, dim), normal numbers | ")


def test_a_section_is_told_anew_not_twice(tmp_path: Path) -> None:
    tell_of_graphs(tmp_path, {"mapping.onnx": 1_000_000})
    tell_of_graphs(tmp_path, {"attributes.onnx": 5_000_000})
    card = (tmp_path / "README.md").read_text()
    assert card.count("## In any language") == 1
    assert "mapping.onnx" not in card
    assert "| `onnx/attributes.onnx` |" in card
    assert "| 5.0 |" in card


def test_every_graph_that_is_written_can_be_told_of() -> None:
    assert set(WHAT) == {*GRAPHS, ENCODER, GRAPH}


def test_another_graph_cannot(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="other"):
        tell_of_graphs(tmp_path, {"other.onnx": 1})
