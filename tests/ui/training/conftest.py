"""A run of a tiny network on drawn discs, trained for one batch and stopped."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from facegen.answers.context import Context
from facegen.answers.runs.watch import Watch
from facegen.config import Settings
from facegen.data.store import FaceStore
from facegen.training.run.recording import record
from facegen.training.run.runs import Run
from tests.training.conftest import make_run, make_training
from tests.training.conftest import store as drawn_store

store = drawn_store


@pytest.fixture(scope="session")
def once_trained(tmp_path_factory: pytest.TempPathFactory, store: FaceStore) -> Run:
    run = make_run(tmp_path_factory.mktemp("trained") / "discs", store, kimg=0.016)
    make_training(run).train()
    return run


@pytest.fixture
def discs(tmp_path: Path, once_trained: Run) -> Run:
    """A copy of it, which a test may change."""
    folder = tmp_path / "runs" / "discs"
    shutil.copytree(once_trained.folder, folder)
    return Run(folder)


@pytest.fixture
def at_home(tmp_path: Path, discs: Run, store: FaceStore) -> Context:
    """Whose runs are that one and a recording of it."""
    given = {"FACEGEN_HOME": str(tmp_path), "FACEGEN_STORE": str(store.folder)}
    context = Context(Settings.from_environment(given))
    shipped = tmp_path / "shipped" / "recording"
    discs.write_grids(16, {px: np.zeros((32, px, px, 3), np.uint8) for px in discs.scales_px})
    record(discs, shipped)
    context.watch = Watch(context.settings.runs_home, [shipped])
    return context
