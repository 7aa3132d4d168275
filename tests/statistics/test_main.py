"""The command line of the statistics room, run as a process and as a function."""

import subprocess
import sys

import pytest

from facegen.statistics.__main__ import main


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
    random_store, tmp_path, capsys, words, status, sentence
):
    try:
        left = main(["face", random_store, "--out", str(tmp_path / "face.png"), *words])
    except SystemExit as leaving:
        left = leaving.code
    said = capsys.readouterr()
    assert left == status
    assert said.err.startswith(sentence)
    assert said.err.count("\n") == 1
    assert said.out == ""
    assert not list(tmp_path.iterdir())


def test_the_module_runs_as_a_command(random_store, tmp_path):
    out = tmp_path / "sheet.png"
    words = ["sample", random_store, "--model", "patches", "--patch", "3", "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-m", "facegen.statistics", *words], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr.startswith("--patch: patch_px must divide the 8 px of these faces")
