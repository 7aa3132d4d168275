"""The last step in making a store: all but the faces is written, and all of it is on the disk."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from facegen.data.store import ARRAYS, MANIFEST, Manifest, pack_attributes
from facegen.data.verify import checksum, checksum_without_own


def seal(
    folder: Path,
    manifest: Manifest,
    names: Sequence[str],
    attributes: np.ndarray,
    partitions: np.ndarray,
    identities: np.ndarray,
) -> Manifest:
    """Complete a folder that holds faces.npy to a store.

    The manifest is written last, after all else has reached the disk.

    Args:
        folder: The folder.
        manifest: What the store says of itself, but for the checksums.
        names: Name of each face, without line breaks.
        attributes: bool (count, attributes).
        partitions: uint8 (count,).
        identities: int32 (count,).

    Returns:
        The manifest with the checksums.

    Raises:
        OSError: If the disk is full or fails.
    """
    np.save(folder / "attributes.npy", pack_attributes(attributes))
    np.save(folder / "partitions.npy", partitions)
    np.save(folder / "identities.npy", identities)
    lines = "".join(f"{name}\n" for name in names)
    (folder / "names.txt").write_bytes(lines.encode())
    checksums = {name: checksum(folder / name) for name in ARRAYS}
    manifest = replace(manifest, checksums=checksums)
    manifest = replace(manifest, checksums={**checksums, MANIFEST: checksum_without_own(manifest)})
    for name in ARRAYS:
        sync(folder / name)
    (folder / MANIFEST).write_bytes(manifest.to_json().encode())
    sync(folder / MANIFEST)
    sync(folder)
    return manifest


def sync(path: Path) -> None:
    """Wait until a file, or a folder's list of files, is on the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folders; it writes their lists by itself.
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
