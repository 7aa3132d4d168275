"""What the page's scripts read: frozen dataclasses, each field under its own name in JSON.

No script reads an object that is not declared so. Tests read what is really answered back into the
dataclass, so that neither side has a field that the other does not know.
"""

import json
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Failure:
    """Why there is no answer, in a sentence."""

    error: str


def to_json(value: Any) -> str:
    """Write a dataclass, or what holds some, as JSON.

    Raises:
        ValueError: If a number is not finite, which JSON cannot say.
    """
    return json.dumps(value, default=_fields_of, allow_nan=False)


def to_values(value: Any) -> Any:
    """Return a dataclass, or what holds some, as a script will see it: objects, lists, scalars."""
    return json.loads(to_json(value))


def _fields_of(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}
