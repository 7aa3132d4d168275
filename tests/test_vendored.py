"""What others made is what its README says, each with its licence."""

import hashlib
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
VENDORED = ROOT / "facegen" / "vendored"
ROW = re.compile(r"^\| `(?P<name>[^`]+)` \|.* `(?P<digest>[0-9a-f]{64})` \|$", re.MULTILINE)


def files() -> list[Path]:
    """Return all files but the table and the licences."""
    found = (path for path in VENDORED.rglob("*") if path.is_file())
    return [path for path in found if path.name not in ("README.md", "LICENSE")]


def test_each_file_is_the_one_of_the_table():
    table = {
        row["name"]: row["digest"] for row in ROW.finditer((VENDORED / "README.md").read_text())
    }
    found = {
        path.relative_to(VENDORED).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files()
    }
    assert found == table


def test_each_lies_beside_its_licence():
    assert files()
    for path in files():
        licence = (path.parent / "LICENSE").read_text()
        assert "Copyright (" in licence
        assert "without restriction" in licence
