"""Runs prepared for training that have not taken a step."""

from collections.abc import Callable
from pathlib import Path

import pytest

from facegen.data.store import FaceStore
from facegen.models.category_net import CategoryNetConfig
from facegen.training.engine.batches import Draws
from facegen.training.engine.loop import Training
from tests.training.conftest import make_run, make_training

Prepare = Callable[..., Training]
NET = {
    "model": CategoryNetConfig(attributes=("Bright", "Large"), channels=(8, 8, 8)),
    "loss": "pixel",
    "penalty": "none",
}
"""What makes a run one of the category net."""


@pytest.fixture
def prepare(tmp_path: Path, store: FaceStore) -> Prepare:
    """Return a function that prepares a run of the tiny configuration with changes."""
    names = iter(range(99))
    return lambda **changes: make_training(make_run(tmp_path / f"{next(names)}", store, **changes))


def draws_of(training: Training, step: int = 0) -> Draws:
    """Return the random numbers of a step."""
    config = training.config
    return Draws.at(
        config.seed,
        step,
        config.batch,
        len(training.faces),
        config.model.latent_dim,
        training.machine.world,
    )
