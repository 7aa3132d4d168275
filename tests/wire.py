"""What a script reads, read back into the dataclass that declares it."""

import json
from typing import TypeVar

from pydantic import TypeAdapter

from facegen.wire import to_json

T = TypeVar("T")


def read_as(kind: type[T], text: str | bytes) -> T:
    """Read JSON as a dataclass, all the way down.

    Raises:
        ValidationError: If a field is missing, or of another type than declared.
        AssertionError: If there is a field that is not declared.
    """
    value = TypeAdapter(kind).validate_json(text, strict=True)
    assert json.loads(to_json(value)) == json.loads(text)
    return value
