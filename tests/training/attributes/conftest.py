"""Pictures whose attributes can be seen, and a network that has learned to."""

from collections.abc import Iterator

import numpy as np
import pytest
import torch

from facegen.data.store import FaceStore, Manifest, open_store, pack_attributes
from facegen.models.attribute_net import AttributeNet, AttributeNetConfig
from facegen.training.attributes.trainer import Schedule, run

CONFIG = AttributeNetConfig(
    attributes=("Bright", "Striped"), widths=(8, 16), feature_size=8, size_px=16
)


RECIPE = Schedule(epochs=6, batch=32, rate=1e-2, average_halflife=20)


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> FaceStore:
    """500 train and 200 valid pictures, bright or dark, striped or plain."""
    folder, count = tmp_path_factory.mktemp("store"), 700
    rng = np.random.default_rng(0)
    bright, striped = rng.random((2, count, 1, 1, 1)) < 0.4
    stripes = np.where(np.arange(16)[:, None, None] % 4 < 2, 30, -30) * striped
    faces = 90 + 90 * bright + stripes + rng.normal(0, 10, (count, 16, 16, 3))
    np.save(folder / "faces.npy", np.clip(faces, 0, 255).astype(np.uint8))
    labels = np.stack([bright.ravel(), striped.ravel()], 1)
    np.save(folder / "attributes.npy", pack_attributes(labels))
    np.save(folder / "partitions.npy", np.repeat([0, 1], [500, 200]).astype(np.uint8))
    np.save(folder / "identities.npy", np.full(count, -1, np.int32))
    (folder / "names.txt").write_text("\n".join(map(str, range(count))))
    manifest = Manifest("Stripes", "drawn", True, 16, "whole", count, CONFIG.attributes)
    (folder / "manifest.json").write_text(manifest.to_json())
    return open_store(folder)


@pytest.fixture(scope="session")
def trained(store: FaceStore, tmp_path_factory: pytest.TempPathFactory) -> AttributeNet:
    return run(store, tmp_path_factory.mktemp("run"), RECIPE, CONFIG)
