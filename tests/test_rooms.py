"""Each room's map, and the tree of the README, name what is there; one name is one thing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = sorted(
    path.parent for path in (ROOT / "facegen").rglob("__init__.py") if path.parents[1] != ROOT
)
NO_CODE = {"__pycache__"}


def files_of(room: Path) -> set[str]:
    """Return the modules and the rooms in a room; files of others are told in their own table."""
    modules = {path.stem for path in room.glob("*.py")} - {"__init__", "__main__"}
    return modules | {path.parent.name for path in room.glob("*/__init__.py")}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.relative_to(ROOT).as_posix())
def test_a_room_names_each_of_its_files(room: Path) -> None:
    told = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
    assert {name for name in files_of(room) if not re.search(rf"\b{name}\b", told)} == set()
    named = re.findall(r"^(\w+)(\.\w+|/)  ", told, re.MULTILINE)
    assert [name for name, end in named if not (room / f"{name}{end}").exists()] == []


def test_the_tree_of_the_readme_is_what_is_there() -> None:
    text = (ROOT / "README.md").read_text()
    tree = re.search(r"^## How it is laid out\n\n```\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert tree
    folders: list[Path] = [ROOT]
    shown: set[Path] = set()
    lines = [line for line in tree[1].splitlines() if not line.startswith(" " * 20)]
    for line in lines:  # without those in which a sentence goes on
        depth = (len(line) - len(line.lstrip())) // 2
        names = re.split(r" {2,}", line.strip())[0].split()
        for name in names:
            path = folders[depth] / name
            assert path.is_dir() if name.endswith("/") else path.is_file(), line
            shown.add(path)
        folders[depth + 1 :] = [folders[depth] / names[0]]
    rooms = {ROOT / "facegen" / name for name in files_of(ROOT / "facegen")}
    assert {room for room in rooms if room.is_dir()} <= shown


def test_every_module_has_a_test_file_of_its_name() -> None:
    modules = {path.relative_to(ROOT / "facegen") for path in (ROOT / "facegen").rglob("*.py")}
    lacking = [
        module.as_posix()
        for module in sorted(modules)
        if module.stem not in ("__init__", "__main__")
        and not (ROOT / "tests" / module.parent / f"test_{module.name}").exists()
    ]
    assert lacking == [], "needs tests/ROOM/test_NAME.py"


ASKED_FOR = ("__main__", "commands", "listing", "routes", "endpoints")
"""Modules whose functions bear the names of commands, routes and endpoints, as a person asks."""
ALIKE = {
    *("cut", "decode", "encode", "pyramid", "smooth", "warm_up"),  # of another kind of data
    *("export", "main", "panel_update", "query_of", "read_link", "refuse", "refuse_disguise"),
}
"""Functions that do the same in several places, each with what it has there."""


def names_of(path: Path) -> Iterator[str]:
    """Return the public classes, aliases of types and functions that a module defines."""
    asked_for = path.stem in ASKED_FOR or path.stem.endswith("_routes")
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            alias = node.targets[0].id
            if alias[:1].isupper() and not alias.isupper() and "TypeVar(" not in ast.unparse(node):
                yield alias
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not asked_for:
            yield node.name


def test_no_two_modules_give_a_name_two_meanings() -> None:
    homes: dict[str, list[str]] = {}
    for path in sorted((ROOT / "facegen").rglob("*.py")):
        for name in names_of(path):
            if not name.startswith("_"):
                homes.setdefault(name, []).append(path.relative_to(ROOT).as_posix())
    several = {name: modules for name, modules in homes.items() if len(modules) > 1}
    assert {name: several[name] for name in several.keys() - ALIKE} == {}, "one word for one idea"
    assert several.keys() >= ALIKE, "what is in one place only needs no leave"


def test_no_script_or_style_has_long_lines_or_too_many() -> None:
    """A hundred columns, three hundred lines: a formatter leaves long texts as they are."""
    trees = [ROOT / "facegen", ROOT / "tests"]
    files = [path for tree in trees for kind in ("js", "css") for path in tree.rglob(f"*.{kind}")]
    ours = [path for path in files if "vendored" not in path.parts]
    assert len(ours) > 60
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in ours
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 100
    ]
    assert long == []
    assert [path.name for path in ours if len(path.read_text().splitlines()) > 300] == []
