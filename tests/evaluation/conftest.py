"""A small store of drawn faces, and real faces read straight from CelebA's archive."""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.data.store import FaceStore, Manifest, open_store, pack_attributes
from facegen.images import resize_area
from facegen.models.attribute_net import AttributeNet, AttributeNetConfig


def draw_faces(count: int, seed: int, side: int = 32) -> np.ndarray:
    """Draw ovals of random place, size and colour on grounds of random colour, with some noise."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:side, :side] / side - 0.5
    place, size = rng.normal(0, 0.08, (2, count, 1, 1)), rng.uniform(0.2, 0.4, (2, count, 1, 1))
    inside = ((x - place[0]) / size[0]) ** 2 + ((y - place[1]) / size[1]) ** 2 < 1
    skin, ground = rng.uniform(40, 215, (2, count, 1, 1, 3))
    faces = np.where(inside[..., None], skin, ground) + rng.normal(0, 8, (count, side, side, 3))
    return np.clip(faces, 0, 255).astype(np.uint8)


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """Keep torch to one thread: the networks here are too small to share between cores."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def drawn() -> Callable[..., np.ndarray]:
    """Return the function that draws faces: count, seed, side."""
    return draw_faces


@pytest.fixture(scope="session")
def network() -> AttributeNet:
    """Return a tiny attribute network of random weights; random features serve to compare too."""
    torch.manual_seed(0)
    config = AttributeNetConfig(widths=(8, 16), feature_size=16, size_px=32, version="test")
    return AttributeNet(config).eval()


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> FaceStore:
    """600 train and 300 valid faces of 32 px, two of each person, without attributes."""
    folder = tmp_path_factory.mktemp("store")
    count = 900
    np.save(folder / "faces.npy", draw_faces(count, 0))
    np.save(folder / "attributes.npy", pack_attributes(np.zeros((count, 1), bool)))
    np.save(folder / "partitions.npy", np.repeat([0, 1], [600, 300]).astype(np.uint8))
    np.save(folder / "identities.npy", (np.arange(count) // 2).astype(np.int32))
    (folder / "names.txt").write_text("\n".join(f"{n}.png" for n in range(count)))
    manifest = Manifest("Ovals", "drawn", True, 32, "whole", count, ("Round",))
    (folder / "manifest.json").write_text(manifest.to_json())
    return open_store(folder)


@pytest.fixture(scope="session")
def places(
    tmp_path_factory: pytest.TempPathFactory, store: FaceStore, network: AttributeNet
) -> list[str]:
    """The words that tell a command which faces and which network to measure with."""
    folder = tmp_path_factory.mktemp("network")
    network.save_pretrained(folder)
    return ["--store", str(store.folder), "--network", str(folder)]


@dataclass(frozen=True)
class RealFaces:
    """Real faces: uint8 (count, 64, 64, 3) of two partitions, and valid's attributes."""

    train: np.ndarray
    valid: np.ndarray
    valid_attributes: np.ndarray


@pytest.fixture(scope="session")
def real(celeba: Path) -> RealFaces:
    """400 faces of each partition, cropped and shrunk as the store's are."""
    table = (celeba / "list_attr_celeba.txt").read_text().splitlines()
    assert tuple(table[1].split()) == CELEBA_ATTRIBUTES
    partitions = (celeba / "list_eval_partition.txt").read_text().splitlines()
    with zipfile.ZipFile(celeba / "img_align_celeba.zip") as archive:
        members = {Path(m).name: m for m in archive.namelist() if m.endswith(".jpg")}
        rows = {"0": [], "1": [], "2": []}
        for row, (name, partition) in enumerate(map(str.split, partitions)):
            if name in members:
                rows[partition].append((row, members[name]))
        train, valid = (
            np.stack([_read(archive, member) for _, member in rows[which][:400]]) for which in "01"
        )
    attributes = np.array([table[2 + row].split()[1:] for row, _ in rows["1"][:400]]) == "1"
    return RealFaces(train, valid, attributes)


def _read(archive: zipfile.ZipFile, member: str) -> np.ndarray:
    image = np.asarray(Image.open(io.BytesIO(archive.read(member))))
    return resize_area(image[40:188, 15:163], 64)
