"""Who asks, and pictures of somebody's own to ask about."""

import pytest

from facegen.answers.runs.permission import asker
from tests.doodles import doodles

__all__ = ["doodles"]


@pytest.fixture(autouse=True)
def somebody_else(request: pytest.FixtureRequest) -> None:
    """Let each test ask as a person of its own: wrong secrets are counted for each."""
    asker.set(request.node.nodeid)
