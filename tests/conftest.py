"""What every test may use: real CelebA where it is on disk, and small stores made on the fly."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def celeba() -> Path:
    """Real CelebA as downloaded, or skip."""
    place = os.environ.get("FACEGEN_CELEBA")
    if not place:
        pytest.skip("FACEGEN_CELEBA is not set: no real CelebA on this machine")
    return Path(place)
