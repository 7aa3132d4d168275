"""The whole page, as it is served."""

import dataclasses
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from facegen.answers.context import Context
from facegen.ui.opening import page_application
from tests.ui.blocks import closing_loops


@pytest.fixture
def warmed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Context]]:
    """The contexts that were to warm up, which takes minutes of a core beside the other tests."""
    found: list[Context] = []
    monkeypatch.setattr(Context, "warm_up", lambda context: found.append(context))
    with closing_loops():
        yield found


@pytest.mark.parametrize("tools", [False, True])
def test_all_is_built_and_answers(doodles: Context, warmed: list[Context], tools: bool) -> None:
    if tools:
        pytest.importorskip("mcp", reason="the extra [mcp] is not installed")
    settings = dataclasses.replace(doodles.settings, mcp=tools)
    with TestClient(page_application(settings), base_url="http://127.0.0.1") as client:
        assert "Which of these did a network paint?" in client.get("/").text
        assert (client.post("/mcp", json={}).status_code == 404) is not tools
    (context,) = warmed
    assert context.settings == settings
    assert list(context.datasets) == list(doodles.datasets)
