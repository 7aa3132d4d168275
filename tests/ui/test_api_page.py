"""The page of our documents that is made from what the endpoints say of themselves."""

from pathlib import Path
from typing import Any

import pytest

from facegen.ui.api_page import main, page_of, type_of
from facegen.ui.endpoint import Endpoint, Parameter

PAGE = Path(__file__).parents[2] / "docs" / "api.md"


def test_the_page_says_what_the_endpoints_say(capsys: pytest.CaptureFixture[str]):
    main()
    made = capsys.readouterr().out
    assert made == PAGE.read_text(), "python -m facegen.ui.api_page > docs/api.md"


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
