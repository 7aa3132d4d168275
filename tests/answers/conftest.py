"""Who asks, and pictures of somebody's own to ask about."""

import pytest

from facegen.answers.context import Context
from facegen.answers.runs.permission import asker
from tests.doodles import context_of_doodles


@pytest.fixture(autouse=True)
def somebody_else(request: pytest.FixtureRequest) -> None:
    """Let each test ask as a person of its own: wrong secrets are counted for each."""
    asker.set(request.node.nodeid)


@pytest.fixture(scope="session")
def doodles(tmp_path_factory: pytest.TempPathFactory) -> Context:
    return context_of_doodles(tmp_path_factory.mktemp("home"))
