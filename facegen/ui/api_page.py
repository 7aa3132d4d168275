"""The API as a page of our documents, made from what the endpoints say of themselves.

python -m facegen.ui.api_page > docs/api.md
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from facegen.answers.context import Context
from facegen.config import Settings
from facegen.ui.api import endpoints
from facegen.ui.endpoint import Endpoint, Parameter

HEAD = """# The API

Made by `python -m facegen.ui.api_page > docs/api.md` from what the endpoints say of themselves,
which a running page answers as JSON at `/gradio_api/info`. Every call below is a test, after

```python
from gradio_client import Client

client = Client("http://127.0.0.1:7860")
```

Over plain HTTP `POST /gradio_api/call/NAME` takes `{"data": [...]}`, all parameters in order, and
answers an `event_id`; `GET /gradio_api/call/NAME/EVENT_ID` waits for the answer. What is asked for
wrongly is answered by a sentence that says what is wrong.
"""


def page_of(described: Sequence[Endpoint]) -> str:
    """Write the page, in Markdown."""
    return "\n".join((HEAD, *map(_section, described)))


def type_of(schema: dict[str, Any]) -> str:
    """Write a type of JSON Schema in a few words."""
    if "enum" in schema:
        return " or ".join(f"`{json.dumps(value)}`" for value in schema["enum"])
    for key in ("oneOf", "anyOf"):
        if key in schema:
            kinds = [type_of(one) for one in schema[key] if one.get("type") != "null"]
            return " or ".join(kinds)
    if schema["type"] == "array":
        return f"list of {type_of(schema['items'])}"
    if schema["type"] == "object":
        return f"object of {type_of(schema['additionalProperties'])}"
    return str(schema["type"])


def _section(one: Endpoint) -> str:
    lines = [f"## {one.name}", "", one.description, ""]
    if one.parameters:
        lines += ["| parameter | type | default | meaning |", "| --- | --- | --- | --- |"]
        lines += [_row(parameter) for parameter in one.parameters] + [""]
    lines += [f"Answers {one.returns[0].lower()}{one.returns[1:]}", ""]
    return "\n".join([*lines, "```python", one.example, "```", ""])


def _row(one: Parameter) -> str:
    default = "must be given" if one.required else f"`{json.dumps(one.default)}`"
    return f"| `{one.name}` | {type_of(one.schema)} | {default} | {one.description} |"


def main() -> None:
    """Print the page."""
    nowhere = Settings(Path(), (), (), None, "127.0.0.1", 7860)  # nothing of it is opened
    sys.stdout.write(page_of(endpoints(Context(nowhere))))


if __name__ == "__main__":
    main()
