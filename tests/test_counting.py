import ast
import re
from pathlib import Path

import pytest

import facegen
from facegen.counting import counted, percent

SOURCES = Path(facegen.__file__).parent


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 faces"), (1, "1 face"), (2, "2 faces"), (202_599, "202,599 faces")]
)
def test_a_number_has_its_noun(count: int, said: str) -> None:
    assert counted(count, "face") == said


def test_a_noun_may_have_a_plural_of_its_own() -> None:
    assert counted(1, "entry", "entries") == "1 entry"
    assert counted(3, "entry", "entries") == "3 entries"


def test_a_share_is_written_in_per_cent() -> None:
    assert percent(0.5) == "50 %"
    assert percent(0.0065, 2) == "0.65 %"


def test_a_space_stands_before_every_per_cent_sign() -> None:
    texts = [text for path in SOURCES.rglob("*.py") for text in texts_of(path)]
    assert any(re.search(r"\d %", text) for text in texts)
    assert not [text for text in texts if re.search(r"\d%(?!\w)", text)]


def texts_of(path: Path) -> list[str]:
    """Return the texts a module may say; a number that is formatted stands in them as 0."""
    texts = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            texts.append("".join(map(_piece, node.values)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.append(node.value)
    return texts


def _piece(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    spec = part.format_spec if isinstance(part, ast.FormattedValue) else None
    return "0%" if spec and ast.unparse(spec).rstrip("'\"").endswith("%") else "0"
