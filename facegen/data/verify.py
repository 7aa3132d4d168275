"""Checksums of a store's files: computed when it is made, and again to find damage."""

import zlib
from dataclasses import replace
from pathlib import Path

from facegen.data.store import ARRAYS, MANIFEST, Manifest, is_store, open_store, read_manifest
from facegen.errors import StoreError

_BLOCK_BYTES = 1 << 20


def checksum(path: Path) -> str:
    """Return the CRC-32 of a file as eight hexadecimal digits."""
    value = 0
    with open(path, "rb") as file:
        while block := file.read(_BLOCK_BYTES):
            value = zlib.crc32(block, value)
    return f"{value:08x}"


def checksum_without_own(manifest: Manifest) -> str:
    """Return the CRC-32 of a manifest as it is written, but for the manifest's own checksum."""
    others = {name: value for name, value in manifest.checksums.items() if name != MANIFEST}
    return f"{zlib.crc32(_as_written(replace(manifest, checksums=others))):08x}"


def _as_written(manifest: Manifest) -> bytes:
    return manifest.to_json().encode("utf-8", "surrogatepass")  # Damage may look like surrogates.


def damage_of(folder: Path | str) -> list[str]:
    """Find every damaged file of a store, reading all of it.

    Returns:
        A sentence for each, none if the store is whole.

    Raises:
        StoreError: If there is no store.
    """
    folder = Path(folder)
    try:
        manifest = read_manifest(folder)
        damage = _damage_of_manifest(folder / MANIFEST, manifest)
        for name in ARRAYS:
            damage += _damage_of_file(folder / name, manifest.checksums.get(name, "none"))
        if not damage:
            open_store(folder)
    except StoreError as error:
        if not is_store(folder):
            raise
        return [str(error)]
    return damage


def _damage_of_manifest(path: Path, manifest: Manifest) -> list[str]:
    if set(manifest.checksums) == set(ARRAYS):
        return []  # A store of before manifests had checksums of their own.
    wanted = manifest.checksums.get(MANIFEST, "none")
    if path.read_bytes() == _as_written(manifest) and checksum_without_own(manifest) == wanted:
        return []
    return [f"{path} is damaged: it does not fit its own CRC-32, {wanted}."]


def _damage_of_file(path: Path, wanted: str) -> list[str]:
    try:
        found = checksum(path)
    except OSError as error:
        return [f"{path} could not be read: {error.strerror}."]
    if found == wanted:
        return []
    return [f"{path} is damaged: its CRC-32 should be {wanted}, but is {found}."]
