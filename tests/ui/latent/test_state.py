"""The grammar of faces: the page's script and `facegen.latent` are held to one table of cases.

`state.test.js` reads the same table.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from facegen.latent.request import Face

CASES = json.loads((Path(__file__).parent / "faces.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_fields_are_read_and_written_as_the_table_says(case: dict[str, Any]):
    assert Face.read(case["fields"]).fields() == case["written"]
    assert Face.read(case["written"]).fields() == case["written"]
