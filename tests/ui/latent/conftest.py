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
    with client_of(folder, tmp_path_factory.mktemp("home")) as client:
        yield client


@pytest.fixture(scope="module")
def client_by_graphs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Serve a generator that a browser runs by its graphs, once they are written."""
    home = tmp_path_factory.mktemp("home")
    with client_of(save_tiny(home / "tiny", upsampling="nearest"), home) as client:
        yield client


def client_of(folder: Path, home: Path) -> TestClient:
    app = Starlette(
        routes=latent_routes(context_of(home, folder)),
        exception_handlers={FacegenError: refuse},
    )
    return TestClient(app, raise_server_exceptions=True)
