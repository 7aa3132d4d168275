"""What the tests of the page share."""

from collections.abc import Callable
from typing import Any

import pytest

from facegen.errors import QueryError


@pytest.fixture(scope="session")
def or_refused() -> Callable[..., Any]:
    """Call a reader: its value, or None where it refuses with a sentence; nothing else passes."""

    def call(reader: Callable[..., Any], *values: Any) -> Any:
        refusal = None
        try:
            return reader(*values)
        except QueryError as error:
            refusal = str(error)
        assert refusal.endswith((".", "?"))
        return None

    return call
