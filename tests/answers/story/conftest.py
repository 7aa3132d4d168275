"""The faces that ship, opened once for all steps of the story."""

import pytest

from facegen.answers.context import BUNDLED, Context
from facegen.config import Settings
from facegen.data.store import FaceStore
from tests.bundled import lend_bundled


@pytest.fixture(scope="session")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    home = lend_bundled(tmp_path_factory.mktemp("home"))
    return Context(Settings.from_environment({"FACEGEN_HOME": str(home)}))


@pytest.fixture(scope="session")
def store(context: Context) -> FaceStore:
    return context.population(BUNDLED).store
