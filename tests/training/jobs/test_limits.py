import dataclasses
from pathlib import Path

import numpy as np
import pytest

from facegen.config import Settings
from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.training.engine.adversarial import Adversarial
from facegen.training.engine.batches import Faces
from facegen.training.engine.machine import Machine
from facegen.training.jobs.limits import Limits, disk_bytes
from facegen.training.run.presets import PRESETS
from facegen.training.run.runs import Run
from tests.training.conftest import TINY, make_run


def test_a_space_allows_less() -> None:
    here, there = (
        Limits.of(Settings.from_environment(variables)) for variables in ({}, {"SYSTEM": "spaces"})
    )
    assert here == Limits()
    for name in ("minutes", "kimg", "runs", "run_mb"):
        assert getattr(there, name) < getattr(here, name)


def test_what_is_kept_and_drawn_more_often_takes_more_room() -> None:
    for more in ({"keep_checkpoints": 9}, {"snapshot_kimg": 0.01}, {"ema_others_kimg": (1.0,)}):
        assert disk_bytes(dataclasses.replace(TINY, **more)) > disk_bytes(TINY)
    minutes = dataclasses.replace(TINY, kimg=None, minutes=600)
    assert disk_bytes(minutes) > disk_bytes(TINY)
    assert disk_bytes(PRESETS["category"]) > 0  # which has no discriminator


def test_limits_are_held_to_before_anything_is_made(home: Path, store: FaceStore) -> None:
    make_run(home / "run", store)
    for limits, message in (
        (Limits(kimg=0.5), "--kimg must be at most 0.5 here, but is 0.96"),
        (Limits(runs=1), "holds 1 run, and"),
        (Limits(run_mb=0.001), "would take about 1 MB, and 0 MB are allowed"),
        (Limits(free_mb=1e12), r"only .* MB are free"),
    ):
        with pytest.raises(TrainingError, match=message):
            limits.check(home, TINY)
    Limits(runs=1).check(home, TINY, new=False)
    Limits().check(home / "not" / "there", TINY)


def test_the_room_a_run_takes_is_foreseen(home: Path, store: FaceStore, trained: Run) -> None:
    assert 0.4 * trained.size_bytes < disk_bytes(TINY) < 2 * trained.size_bytes
    config = PRESETS["s"]
    machine = Machine.prepare(config, "cpu", threads=1)
    larger = dataclasses.replace(store, manifest=dataclasses.replace(store.manifest, size_px=64))
    task = Adversarial(config, machine, Faces(larger, np.arange(8), 64, machine.device))
    weights_now = sum(p.numel() for network in task.networks.values() for p in network.parameters())
    moments = 2 * sum(
        p.numel() for name in task.optimizers for p in task.networks[name].parameters()
    )
    room = 4 * (weights_now + moments) * (config.keep_checkpoints + 1)
    assert room < disk_bytes(config) < 2 * room
