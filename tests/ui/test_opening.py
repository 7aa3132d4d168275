"""The whole page, opened up to the address it is served at."""

import dataclasses
import socket
from collections.abc import Iterator

import pytest

from facegen.answers.context import Context
from facegen.errors import FacegenError
from facegen.ui.opening import serve_page
from tests.ui.blocks import closing_loops


@pytest.fixture
def warmed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Context]]:
    """The contexts that were to warm up, which takes minutes of a core beside the other tests."""
    found: list[Context] = []
    monkeypatch.setattr(Context, "warm_up", lambda context: found.append(context))
    with closing_loops():
        yield found


@pytest.mark.parametrize("tools", [False, True])
def test_all_is_built_and_then_an_address_that_is_taken_is_said(
    doodles: Context, warmed: list[Context], tools: bool
) -> None:
    if tools:
        pytest.importorskip("mcp", reason="the extra [mcp] is not installed")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = dataclasses.replace(doodles.settings, port=port, port_fixed=True, mcp=tools)
        with pytest.raises(FacegenError, match=str(port)):
            serve_page(settings)
    (context,) = warmed
    assert context.settings == settings
    assert list(context.datasets) == list(doodles.datasets)
