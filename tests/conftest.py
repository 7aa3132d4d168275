"""What every test may use: real CelebA where it is on disk, and small stores made on the fly."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from facegen.data.store import FaceStore
from tests import bundled as shared
from tests.bundled import bundled_faces

# How long an example takes says nothing on a busy machine.
settings.register_profile(
    "facegen", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("facegen")


def pytest_configure() -> None:
    """Make a place for what all tests of a run share."""
    shared.begin()


def pytest_unconfigure() -> None:
    """Remove it."""
    shared.end()


@pytest.hookimpl(tryfirst=True)  # before pytest looks for marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, which is run by itself; begin with what takes long.

    Files that are begun last are what one process does while the others have nothing left.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    items.sort(key=lambda item: not item.get_closest_marker("long"))


@pytest.fixture(scope="session")
def celeba() -> Path:
    """Real CelebA as downloaded, or skip."""
    place = os.environ.get("FACEGEN_CELEBA")
    if not place:
        pytest.skip("FACEGEN_CELEBA is not set: no real CelebA on this machine")
    return Path(place)


@pytest.fixture(scope="session")
def bundled() -> FaceStore:
    """The bundled faces, unpacked."""
    return bundled_faces()
