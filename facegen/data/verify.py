"""Checksums of a store's files: computed when it is made, and again to find damage."""

import zlib
from pathlib import Path

from facegen.data.store import ARRAYS, open_store
from facegen.errors import StoreError

_BLOCK_BYTES = 1 << 20


def checksum(path: Path) -> str:
    """Return the CRC-32 of a file as eight hexadecimal digits."""
    value = 0
    with open(path, "rb") as file:
        while block := file.read(_BLOCK_BYTES):
            value = zlib.crc32(block, value)
    return f"{value:08x}"


def damage_of(folder: Path | str) -> list[str]:
    """Find every damaged file of a store, reading all of it.

    Returns:
        A sentence for each, none if the store is whole.

    Raises:
        StoreError: If it cannot be opened as a store at all.
    """
    store = open_store(folder)
    damage = []
    for name in ARRAYS:
        wanted = store.manifest.checksums.get(name, "none")
        try:
            found = checksum(store.folder / name)
        except OSError as error:
            raise StoreError(f"{store.folder / name} could not be read: {error}.") from error
        if found != wanted:
            damage.append(
                f"{store.folder / name} is damaged: its CRC-32 should be {wanted}, but is {found}."
            )
    lines = len(store.names)
    if lines != store.count:
        damage.append(
            f"{store.folder / 'names.txt'} should hold {store.count} names, but holds {lines}."
        )
    return damage
