"""What others made is what its table says, each with its licence, and small enough for a Space."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest

VENDORED = Path(__file__).parents[1] / "facegen" / "vendored"
TABLE = json.loads((VENDORED / "vendored.json").read_text())
folders = pytest.mark.parametrize("name", TABLE)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_the_table_has_every_folder() -> None:
    found = {path.name for path in VENDORED.iterdir() if path.is_dir()} - {"__pycache__"}
    assert found == set(TABLE)


@folders
def test_every_file_has_the_sum_that_is_told(name: str) -> None:
    folder = VENDORED / name
    sums = {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert sums == TABLE[name]["sha256"]
    for packed, wanted in TABLE[name].get("unpacked_sha256", {}).items():
        assert sha256(gzip.decompress((folder / f"{packed}.gz").read_bytes())) == wanted


@folders
def test_each_lies_beside_its_licence(name: str) -> None:
    licence = (VENDORED / name / "LICENSE").read_text()
    assert TABLE[name]["licence"] == "MIT"
    assert "Copyright (" in licence
    assert "without restriction" in " ".join(licence.split())


def test_the_runtime_is_of_its_version_and_names_no_map() -> None:
    assert "Microsoft" in (VENDORED / "onnxruntime-web" / "LICENSE").read_text()
    script = (VENDORED / "onnxruntime-web" / "ort.wasm.bundle.min.mjs").read_text()
    assert f"v{TABLE['onnxruntime-web']['version']}" in script
    assert "sourceMappingURL" not in script


def test_no_file_is_larger_than_a_space_takes() -> None:
    assert all(path.stat().st_size < 10e6 for path in VENDORED.rglob("*"))
