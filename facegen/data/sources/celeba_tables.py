"""The tables of CelebA: found by name or header, below the pictures or above them, and read."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.counting import counted
from facegen.data.remarks import Remarks, some
from facegen.data.sources.celeba_names import (
    FOLDERS,
    IDENTITY,
    PARTITION,
    has_numbers_for_names,
    is_named,
    is_table_of_celeba,
)
from facegen.data.sources.columns import labels_of
from facegen.data.sources.naming import Pictures
from facegen.data.sources.sheet import read_sheet
from facegen.data.sources.tables import AttributeTable, read_attributes, read_numbers
from facegen.data.sources.text import as_utf8
from facegen.data.sources.tree import TABLE_SUFFIXES, Tree
from facegen.errors import DataError

_LEVELS_UP = 3
_MOST_HEADERS = 200
_HEAD_BYTES = 1 << 13


@dataclass(frozen=True)
class CelebaTable:
    """A table of CelebA: in a tree, or above it where `tree` is None."""

    path: Path
    tree: Tree | None = None
    name: str = ""

    @property
    def data(self) -> bytes:
        """Its content."""
        return self.path.read_bytes() if self.tree is None else self.tree.read(self.name)

    @property
    def where(self) -> str:
        """Where it lies, for people: within its tree, or on the disk."""
        return self.name or str(self.path)


def find_table(trees: Sequence[Tree], *stems: str) -> CelebaTable | None:
    """Find a table by its name, the least deep first."""
    for tree in trees:
        for name in tree.tables:
            if is_named(name, *stems):
                return CelebaTable(tree.where(name), tree, name)
    return None


def table_by_header(trees: Sequence[Tree]) -> CelebaTable | None:
    """Find a table by the forty attributes in its header, whatever it is called."""
    for tree in trees:
        if not tree.pictures or not has_numbers_for_names(list(tree.pictures)):
            continue
        for name in [name for name in tree.tables if not is_table_of_celeba(name)][:_MOST_HEADERS]:
            head = as_utf8(tree.read(name)[:_HEAD_BYTES])
            if all(word.encode() in head for word in CELEBA_ATTRIBUTES):
                return CelebaTable(tree.where(name), tree, name)
    return None


def table_above(path: Path, *stems: str) -> CelebaTable | None:
    """Look for a table beside the pictures' folder or archive, and above it."""
    for base in path.resolve().parents[:_LEVELS_UP]:
        for folder in FOLDERS:
            place = base / folder
            try:
                names = sorted(one.name for one in place.iterdir()) if place.is_dir() else []
            except OSError:
                continue
            for name in names:
                if name.lower().endswith(TABLE_SUFFIXES) and is_named(name, *stems):
                    return CelebaTable(place / name)
    return None


def read_table(
    table: CelebaTable, remarks: Remarks
) -> tuple[AttributeTable, dict[str, np.ndarray]]:
    """Read the attributes, and what else of partition and person the same table says."""
    data = table.data
    try:
        return read_attributes(Path(table.where), CELEBA_ATTRIBUTES, data=data), {}
    except DataError as strict:
        try:
            sheet = read_sheet(table.where, data, remarks)
        except DataError:
            raise strict from None
        if len(sheet.header) <= len(CELEBA_ATTRIBUTES) + 1:
            raise
        return _read_wide(table, data, strict)


def _read_wide(
    table: CelebaTable, data: bytes, strict: DataError
) -> tuple[AttributeTable, dict[str, np.ndarray]]:
    """Read a table with more columns than the forty, as programs write them."""
    remarks = Remarks()
    sheet = read_sheet(table.where, data, remarks)
    texts = [
        i
        for i, cells in enumerate(sheet.cells)
        if cells and any("." in cell and not cell.replace(".", "").isdigit() for cell in cells[:9])
    ]
    if not texts:
        raise strict
    labels = labels_of(sheet.columns(but=texts[0]), sheet.rows, remarks)
    missing = [name for name in CELEBA_ATTRIBUTES if name not in labels.names]
    if missing or not labels.clear.all():
        raise strict
    columns = [labels.names.index(name) for name in CELEBA_ATTRIBUTES]
    numbers = {PARTITION: labels.partitions, IDENTITY: labels.identities}
    names = list(sheet.cells[texts[0]])
    return (
        AttributeTable(names, CELEBA_ATTRIBUTES, labels.values[:, columns]),
        {stem: values for stem, values in numbers.items() if values is not None},
    )


def numbers_from(
    table: CelebaTable | None, largest: int, keys: list[str], unknown: int, remarks: Remarks
) -> np.ndarray:
    """Read the number of each picture, partition or person.

    Args:
        table: None where there is none; then all are unknown.
        largest: The greatest number allowed.
        keys: What the attribute table calls the pictures.
        unknown: Stands for a number that is not known.
        remarks: Told of pictures the table does not name.

    Returns:
        int64 (pictures,).
    """
    if table is None:
        return np.full(len(keys), unknown)
    numbers = read_numbers(Path(table.where), largest, table.data)
    found = np.array([numbers.get(key, unknown) for key in keys])
    if not any(key in numbers for key in keys):
        names = list(numbers)
        rows = Pictures(keys).rows(names, remarks)
        values = np.array([*numbers.values(), unknown])
        found = values[rows]
    missing = sum(key not in numbers for key in keys) if (found == unknown).any() else 0
    if missing and (found == unknown).all():
        remarks.note(f"{table.where} names none of the pictures; it was not used.")
    elif missing and missing < len(keys):
        first = some(key for key in keys if key not in numbers)
        remarks.note(f"{table.where} says nothing of {counted(missing, 'picture')} ({first}).")
    return found
