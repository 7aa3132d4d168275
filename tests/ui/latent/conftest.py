"""A tiny generator behind the plain routes of the tab."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from facegen.errors import FacegenError
from facegen.ui.handlers import refuse
from facegen.ui.latent.routes import latent_routes
from tests.answers.photos import context_of
from tests.tiny import save_tiny


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny(tmp_path_factory.mktemp("checkpoints") / "tiny")


@pytest.fixture(scope="module")
def client(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    routes = latent_routes(context_of(tmp_path_factory.mktemp("home"), folder))
    app = Starlette(routes=routes, exception_handlers={FacegenError: refuse})
    with TestClient(app, raise_server_exceptions=True) as client:
        yield client
