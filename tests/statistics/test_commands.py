"""The commands of the statistics room, run in this process, against the library."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facegen.images import grid, to_uint8
from facegen.statistics import (
    Balance,
    Deviation,
    EigenfaceSampler,
    Mean,
    Median,
    Quantile,
    Query,
    commands,
)
from facegen.statistics.__main__ import main
from facegen.statistics.samplers.eigenface_index import eigenfaces_of
from facegen.statistics.samplers.samplers import neighbour_difference


def picture(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path))


def answer(capsys: pytest.CaptureFixture) -> dict:
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("words", "statistic"),
    [
        (["--statistic", "mean"], Mean()),
        (["--statistic", "median"], Median()),
        (["--statistic", "std"], Deviation()),
        (["--statistic", "quantile", "--quantile", "0.9"], Quantile(0.9)),
    ],
)
def test_a_face_is_what_the_library_computes(
    random_population, random_store, tmp_path, capsys, words, statistic
):
    out = tmp_path / "face.png"
    query = ["--require", "Bright", "--exclude", "Rare"]
    assert main(["face", random_store, *query, *words, "--out", str(out), "--json"]) == 0
    selection = random_population.select(Query(("Bright",), ("Rare",)))
    result = answer(capsys)
    assert result["support"] == selection.support
    assert result["seconds"] > 0
    assert np.array_equal(picture(out), to_uint8(statistic(selection)))


def test_a_sample_and_a_balance_are_those_of_the_library(
    random_population, random_store, tmp_path, capsys
):
    out = tmp_path / "face.png"
    words = ["--sample", "50", "--seed", "3", "--balance", "Red=0.25"]
    assert main(["face", random_store, *words, "--out", str(out), "--json"]) == 0
    selection = random_population.select(sample_size=50, seed=3)
    assert answer(capsys)["support"] == 50
    assert np.array_equal(picture(out), to_uint8(Mean()(Balance("Red", 0.25)(selection))))


def test_a_quantile_goes_with_its_statistic(random_store, random_population, tmp_path, capsys):
    out = tmp_path / "face.png"
    words = ["face", random_store, "--out", str(out)]
    assert main([*words, "--quantile", "0.5"]) == 2
    assert capsys.readouterr().err.startswith("--quantile: goes with --statistic quantile")
    assert not out.exists()
    assert main([*words, "--statistic", "quantile"]) == 0
    assert np.array_equal(picture(out), to_uint8(Median()(random_population.select())))


def test_eigenfaces_are_all_there_are_unless_more_are_asked_for(
    random_population, random_store, tmp_path, capsys, monkeypatch
):
    out = tmp_path / "sheet.png"
    words = ["sample", random_store, "--count", "2", "--out", str(out)]
    there = len(eigenfaces_of(random_population.store).components)
    monkeypatch.setattr(commands, "USUAL_COMPONENTS", there + 1)
    assert main(words) == 0
    drawn = EigenfaceSampler(there)(random_population.select(), range(2))
    assert np.array_equal(picture(out), grid(drawn))
    assert main([*words, "--components", str(there + 1)]) == 2
    wanted = f"--components: components must be from 1 to {there}"
    assert capsys.readouterr().err.startswith(wanted)


def test_samples_are_those_of_the_library(random_population, random_store, tmp_path, capsys):
    out = tmp_path / "sheet.png"
    words = ["--model", "eigenfaces", "--components", "4", "--count", "6", "--seed", "10"]
    assert main(["sample", random_store, *words, "--out", str(out), "--json"]) == 0
    images = EigenfaceSampler(4)(random_population.select(), range(10, 16))
    told = answer(capsys)
    assert told["count"] == 6
    assert told["neighbour_difference"] == neighbour_difference(images)
    assert np.array_equal(picture(out), grid(images))


def test_seeds_end_where_the_last_one_is(random_store, tmp_path, capsys):
    out = tmp_path / "sheet.png"
    words = ["sample", random_store, "--model", "pixels", "--count", "2", "--out", str(out)]
    assert main([*words, "--seed", str(2**64 - 2), "--json"]) == 0
    assert answer(capsys)["count"] == 2
    out.unlink()
    assert main([*words, "--seed", str(2**64 - 1)]) == 2
    said = f"--seed: leaves no room for 2 seeds up to {2**64 - 1}."
    assert capsys.readouterr().err.rstrip("\n") == said
    assert not list(tmp_path.iterdir())
