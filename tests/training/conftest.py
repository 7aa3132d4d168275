"""A small store of drawn faces and a configuration that trains in seconds."""

import dataclasses
import json
import zlib
from pathlib import Path

import numpy as np
import pytest

from facegen.data.store import ARRAYS, FaceStore, Manifest, open_store, pack_attributes
from facegen.models.msg_gan import MsgGanConfig
from facegen.training import __main__ as command
from facegen.training.engine.loop import Training
from facegen.training.engine.machine import Machine
from facegen.training.run.config import TrainingConfig
from facegen.training.run.presets import PRESETS
from facegen.training.run.runs import Run

TINY = TrainingConfig(
    preset="tiny",
    model=MsgGanConfig(
        generator_channels=(8, 8, 8),
        discriminator_channels=(8, 8, 8),
        latent_dim=8,
        head_channels=8,
        stddev_group=4,
    ),
    batch=16,
    kimg=0.96,
    penalty_interval=4,
    augment_kimg=1.0,
    metrics_kimg=0.08,
    snapshot_kimg=0.24,
    checkpoint_kimg=0.24,
)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> FaceStore:
    """96 train and 32 valid discs of 32 px on coloured grounds, attributes Bright and Large.

    Twice the size the tiny model makes, so every run here also shrinks its faces.
    """
    folder = tmp_path_factory.mktemp("store")
    rng = np.random.default_rng(0)
    count = 128
    radius = rng.uniform(6, 14, count)
    level = rng.uniform(40, 230, count)
    rows, columns = np.mgrid[:32, :32] - 15.5
    disc = np.hypot(rows, columns) < radius[:, None, None]
    ground = rng.uniform(0, 255, (count, 1, 1, 3))
    faces = np.where(disc[..., None], level[:, None, None, None], ground).astype(np.uint8)
    bits = pack_attributes(np.stack([level > 135, radius > 10], 1))
    np.save(folder / "faces.npy", faces)
    np.save(folder / "attributes.npy", bits)
    np.save(folder / "partitions.npy", (np.arange(count) >= 96).astype(np.uint8))
    np.save(folder / "identities.npy", np.full(count, -1, np.int32))
    (folder / "names.txt").write_text("".join(f"{i}.png\n" for i in range(count)))
    manifest = Manifest(
        title="Discs",
        source="drawn",
        synthetic=True,
        size_px=32,
        crop="whole",
        count=count,
        attribute_names=("Bright", "Large"),
        checksums={name: f"{zlib.crc32((folder / name).read_bytes()):08x}" for name in ARRAYS},
    )
    (folder / "manifest.json").write_text(manifest.to_json())
    return open_store(folder)


def make_run(folder: Path, store: FaceStore, **changes: object) -> Run:
    """Make a run of the tiny configuration, not yet begun."""
    return Run.create(folder, dataclasses.replace(TINY, **changes), store)  # type: ignore[arg-type]


def make_training(run: Run) -> Training:
    """Prepare a run for training in this process."""
    return Training(
        run, run.config, Machine.prepare(run.config, "cpu", threads=1), run.open_store()
    )


def curves(run: Run) -> list[dict[str, float]]:
    """Return a run's metrics without what depends on the clock."""
    timed = {"seconds", "seconds_left", "images_per_sec"}
    return [{k: v for k, v in line.items() if k not in timed} for line in run.metrics()]


def weights(run: Run) -> bytes:
    """Return the newest checkpoint's tensors as they lie on disk."""
    return (run.checkpoints()[-1] / "state.safetensors").read_bytes()


def progress(run: Run) -> dict[str, float]:
    """Return the newest checkpoint's plain values without what depends on the clock."""
    values = json.loads((run.checkpoints()[-1] / "state.json").read_text())
    return {name: v for name, v in values.items() if name not in ("seconds", "checksum")}


@pytest.fixture
def tiny_preset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tiny configuration be chosen by name."""
    monkeypatch.setitem(PRESETS, "tiny", TINY)


def call(*arguments: object) -> int:
    """Run `facegen training` in this process and return its exit status."""
    return command.main([str(argument) for argument in arguments])
