"""The page of our documents that is made from what the endpoints say of themselves."""

from pathlib import Path
from typing import Any

import pytest

from facegen.latent.recipe import MOST_OFFSET, MOST_TRUNCATION
from facegen.latent.request import MOST_ENLARGED_PX
from facegen.statistics.samplers.eigenface_index import COMPONENTS
from facegen.ui.api_page import main, page_of, type_of
from facegen.ui.endpoint import Endpoint, Parameter
from facegen.ui.latent.endpoints import MOST_STEPS

PAGE = Path(__file__).parents[2] / "docs" / "api.md"


def test_the_page_says_what_the_endpoints_say(capsys: pytest.CaptureFixture[str]):
    main()
    made = capsys.readouterr().out
    assert made == PAGE.read_text(), "python -m facegen.ui.api_page > docs/api.md"


@pytest.mark.parametrize(
    ("parameter", "most", "rows"),
    [
        ("truncation", f"-{MOST_TRUNCATION:g} to {MOST_TRUNCATION:g}", 1),
        ("size", f"0 to {MOST_ENLARGED_PX}", 3),
        ("attributes", f"-{MOST_OFFSET:g} to {MOST_OFFSET:g}", 1),
        ("components", f"-{MOST_OFFSET:g} to {MOST_OFFSET:g}", 1),
        ("components", f"1 to {COMPONENTS}", 1),
        ("steps", f"2 to {MOST_STEPS}", 1),
    ],
)
def test_the_page_tells_the_bounds_that_are_kept(parameter: str, most: str, rows: int):
    of_it = [line for line in PAGE.read_text().splitlines() if line.startswith(f"| `{parameter}`")]
    assert sum(f", {most}" in line for line in of_it) == rows


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer"}, "integer"),
        ({"type": "array", "items": {"type": "string"}}, "list of string"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "object of number"),
        ({"enum": ["up", "down"]}, '`"up"` or `"down"`'),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "integer"),
        ({"oneOf": [{"type": "integer"}, {"type": "string"}]}, "integer or string"),
    ],
)
def test_a_type_is_a_few_words(schema: dict[str, Any], words: str):
    assert type_of(schema) == words


def test_a_section_tells_parameters_an_answer_and_an_example():
    def nothing() -> None: ...

    given = Parameter("word", {"type": "string", "description": "What."}, True, None)
    other = Parameter("times", {"type": "integer", "description": "How often."}, False, 2)
    made = page_of([Endpoint(nothing, "Do nothing.", (given, other), "The words.", "call()")])
    assert made.endswith("""
## nothing

Do nothing.

| parameter | type | default | meaning |
| --- | --- | --- | --- |
| `word` | string | must be given | What. |
| `times` | integer | `2` | How often. |

Answers the words.

```python
call()
```
""")
    assert "| parameter |" not in page_of([Endpoint(nothing, "", (), "None.", "")])
