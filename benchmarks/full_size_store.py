"""Build a store of CelebA's full size from the part of CelebA that is on disk.

    FACEGEN_CELEBA=PATH python -m benchmarks.full_size_store PREPARED_STORE --out FULL_STORE

Every one of the 202,599 rows of CelebA's attribute table gets a face: its own, where the prepared
store has it, else another of the same store, mirrored or not and made brighter or darker at random.
The attributes are the real ones, so every query has its real support; the pictures are only there
to be as many, and as varied, as the real ones. The result is for timing, not for looking at.
"""

import argparse
import sys
import zlib
from pathlib import Path

import numpy as np

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.config import Settings
from facegen.data.store import ARRAYS, FaceStore, Manifest, open_store, pack_attributes

BLOCK = 1024


def read_table(path: Path) -> tuple[list[str], np.ndarray]:
    """Read names and attributes, bool (rows, 40), of `list_attr_celeba.txt`."""
    lines = path.read_text().split("\n")[2:]
    fields = [line.split() for line in lines if line.strip()]
    return [row[0] for row in fields], np.array([row[1:] for row in fields]) == "1"


def write_faces(path: Path, store: FaceStore, names: list[str], seed: int = 0) -> None:
    """Write one face a name, uint8 (len(names), size, size, 3)."""
    random = np.random.default_rng(seed)
    own = {name: row for row, name in enumerate(store.names)}
    shape = (len(names), *store.faces.shape[1:])
    faces = np.lib.format.open_memmap(path, "w+", np.uint8, shape)
    for start in range(0, len(names), BLOCK):
        part = names[start : start + BLOCK]
        is_own = np.array([name in own for name in part])
        rows = np.array([own.get(name, random.integers(store.count)) for name in part])
        block = store.faces[rows].astype(np.float32)
        mirrored = random.random(len(part)) < 0.5
        gain = random.uniform(0.7, 1.3, len(part)).astype(np.float32)
        mirrored[is_own], gain[is_own] = False, 1
        block[mirrored] = block[mirrored, :, ::-1]
        faces[start : start + len(part)] = np.clip(block * gain[:, None, None, None], 0, 255)
    faces.flush()


def crc32(path: Path) -> str:
    """Return the CRC-32 of a file as eight hexadecimal digits."""
    value = 0
    with path.open("rb") as file:
        while block := file.read(1 << 24):
            value = zlib.crc32(block, value)
    return f"{value:08x}"


def main() -> None:
    """Build the store the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("store", type=Path, help="prepared store of the CelebA pictures on disk")
    parser.add_argument("--out", type=Path, required=True, help="folder to write (2.5 GB at 64 px)")
    options = parser.parse_args()
    celeba = Settings.from_environment().celeba
    if celeba is None:
        sys.exit("FACEGEN_CELEBA must name the folder that holds list_attr_celeba.txt.")
    store = open_store(options.store)
    names, attributes = read_table(celeba / "list_attr_celeba.txt")
    options.out.mkdir(parents=True, exist_ok=True)
    write_faces(options.out / "faces.npy", store, names)
    np.save(options.out / "attributes.npy", pack_attributes(attributes))
    np.save(options.out / "partitions.npy", np.full(len(names), 255, np.uint8))
    np.save(options.out / "identities.npy", np.full(len(names), -1, np.int32))
    (options.out / "names.txt").write_text("\n".join(names) + "\n")
    manifest = Manifest(
        title=f"{store.manifest.title}, full size",
        source=f"{store.manifest.source}, multiplied by mirroring and brightness",
        synthetic=store.manifest.synthetic,
        size_px=store.size_px,
        crop=store.manifest.crop,
        count=len(names),
        attribute_names=CELEBA_ATTRIBUTES,
        checksums={name: crc32(options.out / name) for name in ARRAYS},
        notice=store.manifest.notice,
    )
    (options.out / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")


if __name__ == "__main__":
    main()
