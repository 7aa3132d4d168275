"""What is vendored is what it is said to be, and small enough for a Space."""

import gzip
import hashlib
import json
from pathlib import Path

from facegen.ui import vendor

HERE = Path(vendor.__file__).parent
DESCRIBED = json.loads((HERE / "vendored.json").read_text())
OURS = {"__init__.py", "refresh.py", "vendored.json"}


def test_every_file_has_the_sum_that_is_told() -> None:
    sums = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in HERE.iterdir()
        if path.is_file() and path.name not in OURS
    }
    assert sums == DESCRIBED["sha256"]
    for name, wanted in DESCRIBED["unpacked_sha256"].items():
        unpacked = gzip.decompress((HERE / f"{name}.gz").read_bytes())
        assert hashlib.sha256(unpacked).hexdigest() == wanted


def test_a_version_and_a_licence_are_told() -> None:
    assert DESCRIBED["licence"] == "MIT"
    assert "Microsoft" in (HERE / "LICENSE").read_text()
    script = (HERE / "ort.wasm.bundle.min.mjs").read_text()
    assert f"v{DESCRIBED['version']}" in script
    assert "sourceMappingURL" not in script


def test_no_file_is_larger_than_a_space_takes() -> None:
    assert all(path.stat().st_size < 10e6 for path in HERE.iterdir())
