"""The command line of the statistics room, run as a process and as a function."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facegen.images import grid, to_uint8
from facegen.statistics import Balance, Deviation, EigenfaceSampler, Mean, Median, Quantile, Query
from facegen.statistics.__main__ import main
from facegen.statistics.selection import Population


def picture(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path))


def answer(capsys: pytest.CaptureFixture) -> dict:
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def store(random_population: Population) -> str:
    return str(random_population.store.folder)


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
    random_population, store, tmp_path, capsys, words, statistic
):
    out = tmp_path / "face.png"
    query = ["--require", "Bright", "--exclude", "Rare"]
    assert main(["face", store, *query, *words, "--out", str(out), "--json"]) == 0
    selection = random_population.select(Query(("Bright",), ("Rare",)))
    result = answer(capsys)
    assert result["support"] == selection.support
    assert result["seconds"] > 0
    assert np.array_equal(picture(out), to_uint8(statistic(selection)))


def test_a_sample_and_a_balance_are_those_of_the_library(
    random_population, store, tmp_path, capsys
):
    out = tmp_path / "face.png"
    words = ["--sample", "50", "--seed", "3", "--balance", "Red=0.25"]
    assert main(["face", store, *words, "--out", str(out), "--json"]) == 0
    selection = random_population.select(sample_size=50, seed=3)
    assert answer(capsys)["support"] == 50
    assert np.array_equal(picture(out), to_uint8(Mean()(Balance("Red", 0.25)(selection))))


def test_samples_are_those_of_the_library(random_population, store, tmp_path, capsys):
    out = tmp_path / "sheet.png"
    words = ["--model", "eigenfaces", "--components", "4", "--count", "6", "--seed", "10"]
    assert main(["sample", store, *words, "--out", str(out), "--json"]) == 0
    images = EigenfaceSampler(4)(random_population.select(), range(10, 16))
    assert answer(capsys)["count"] == 6
    assert np.array_equal(picture(out), grid(images))


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["--require", "Brihgt"], 2, "--require: 'Brihgt' is not an attribute of these faces. Did"),
        (["--exclude", "x"], 2, "--exclude: 'x' is not an attribute of these faces."),
        (
            ["--require", "Red", "--exclude", "Red"],
            1,
            "--require: No face both has and has not Red.",
        ),
        (["--quantile", "1.5"], 2, "--quantile: must be a number from 0 to 1, but is '1.5'"),
        (["--quantile", "nan"], 2, "--quantile: must be a number from 0 to 1, but is 'nan'"),
        (["--statistic", "mode"], 2, "--statistic: invalid choice: 'mode'"),
        (["--sample", "0"], 2, "--sample: must be a whole number from 1, but is '0'"),
        (["--seed", "-1"], 2, "--seed: must be a whole number from 0 to"),
        (["--balance", "Red"], 2, "--balance: the share in ATTRIBUTE=SHARE must be a number"),
        (["--balance", "Blue=0.5"], 2, "--balance: 'Blue' is not an attribute"),
        (["--out", "face.bmp"], 2, "--out: must be a .png file, but is 'face.bmp'."),
        (["--out", "/nowhere/face.png"], 1, "--out: /nowhere/face.png cannot be written"),
    ],
)
def test_bad_input_is_one_line_that_begins_with_the_option(
    store, tmp_path, capsys, words, status, sentence
):
    try:
        left = main(["face", store, "--out", str(tmp_path / "face.png"), *words])
    except SystemExit as leaving:
        left = leaving.code
    said = capsys.readouterr()
    assert left == status
    assert said.err.startswith(sentence)
    assert said.err.count("\n") == 1
    assert said.out == ""
    assert not list(tmp_path.iterdir())


def test_the_module_runs_as_a_command(store, tmp_path):
    out = tmp_path / "sheet.png"
    words = ["sample", store, "--model", "patches", "--patch", "3", "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-m", "facegen.statistics", *words], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr.startswith("--patch: patch_px must divide the 8 px of these faces")
