"""Small stores for the statistics: of given arrays, of random faces, and of real ones."""

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.data.store import ARRAYS, FaceStore, Manifest, open_store, pack_attributes
from facegen.statistics.selection import Population

BOX = Image.Resampling.BOX

MakeStore = Callable[..., FaceStore]


def write_store(
    folder: Path,
    faces: np.ndarray,
    attributes: np.ndarray | None = None,
    names: tuple[str, ...] = (),
    partitions: np.ndarray | None = None,
) -> FaceStore:
    count = len(faces)
    if attributes is None:
        attributes = np.zeros((count, len(names)), bool)
    if partitions is None:
        partitions = np.zeros(count, np.uint8)
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "faces.npy", faces)
    np.save(folder / "attributes.npy", pack_attributes(attributes))
    np.save(folder / "partitions.npy", partitions)
    np.save(folder / "identities.npy", np.full(count, -1, np.int32))
    (folder / "names.txt").write_text("".join(f"{i:06d}.png\n" for i in range(count)))
    manifest = Manifest(
        title="Test",
        source="a test",
        synthetic=True,
        size_px=faces.shape[1],
        crop="whole",
        count=count,
        attribute_names=names,
        checksums={name: f"{zlib.crc32((folder / name).read_bytes()):08x}" for name in ARRAYS},
    )
    (folder / "manifest.json").write_text(manifest.to_json())
    return open_store(folder)


@pytest.fixture(scope="session")
def write_any() -> MakeStore:
    """Return a function that writes a store of given arrays to a folder and opens it."""
    return write_store


@pytest.fixture
def make_store(tmp_path: Path) -> MakeStore:
    """Return a function that writes a store of given arrays and opens it."""
    made = iter(range(1000))
    return lambda *args, **more: write_store(tmp_path / f"store{next(made)}", *args, **more)


@pytest.fixture(scope="session")
def random_population(tmp_path_factory: pytest.TempPathFactory) -> Population:
    """300 faces of 8 px with smooth random colours, and three attributes of them."""
    rng = np.random.default_rng(0)
    coarse = rng.normal(128, 50, (300, 4, 4, 3)).repeat(2, 1).repeat(2, 2)
    light = rng.normal(0, 25, (300, 1, 1, 1))
    faces = np.clip(coarse + light + rng.normal(0, 15, (300, 8, 8, 3)), 0, 255).astype(np.uint8)
    bright = faces.mean((1, 2, 3)) > 128
    red = faces[..., 0].mean((1, 2)) > faces[..., 2].mean((1, 2))
    rare = np.arange(300) % 60 == 0
    store = write_store(
        tmp_path_factory.mktemp("random"),
        faces,
        np.stack([bright, red, rare], 1),
        ("Bright", "Red", "Rare"),
    )
    return Population(store)


@pytest.fixture
def random_store(random_population: Population) -> str:
    """The folder of these faces, as a command is told it."""
    return str(random_population.store.folder)


@pytest.fixture(scope="session")
def celeba_population(celeba: Path, tmp_path_factory: pytest.TempPathFactory) -> Population:
    """The first 400 real faces, 64 px, with their attributes."""
    with zipfile.ZipFile(celeba / "img_align_celeba.zip") as pictures:
        names = sorted(n for n in pictures.namelist() if n.endswith(".jpg"))[:400]
        faces = []
        for name in names:
            whole = Image.open(io.BytesIO(pictures.read(name))).convert("RGB")
            faces.append(np.asarray(whole.resize((64, 64), BOX, (15, 40, 163, 188))))
    table = {}
    with (celeba / "list_attr_celeba.txt").open() as lines:
        for line in lines:
            fields = line.split()
            table[fields[0]] = fields[1:]
    attributes = np.array([table[Path(name).name] for name in names]) == "1"
    folder = tmp_path_factory.mktemp("celeba")
    return Population(write_store(folder, np.array(faces), attributes, CELEBA_ATTRIBUTES))
