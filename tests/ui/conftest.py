"""What the tests of the page share."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st

from facegen.errors import QueryError
from facegen.ui.startup import no_stub_files
from tests.doodles import doodles

with no_stub_files():  # as the application does it, and two seconds sooner
    import gradio  # noqa: F401

__all__ = ["JSON", "doodles", "or_refused"]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
"""Whatever a browser may send as a widget's value."""


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
