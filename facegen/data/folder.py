"""Any folder of pictures, with or without a table of attributes beside them.

The table is a `.csv` file at the top of the folder: the pictures' paths within it in the first
column, one attribute in each further one. Where there are several, it is `attributes.csv`.
"""

from pathlib import Path

import numpy as np

from facegen.data.source import FolderReader, Source, list_folder
from facegen.data.store import PARTITIONS
from facegen.data.tables import WORDS, AttributeTable, read_attributes
from facegen.errors import DataError


def open_folder(folder: Path) -> Source:
    """List a folder of pictures.

    Raises:
        DataError: If it holds no picture, or its table is damaged or unclear.
    """
    names, sizes = list_folder(folder)
    if not names:
        raise DataError(f"{folder} holds no picture (.jpg, .jpeg, .png or .webp).")
    path = _table_of(folder)
    table = AttributeTable(names, (), np.zeros((len(names), 0), bool))
    if path is not None:
        table = read_attributes(path, words=WORDS)
    row_of = {name: row for row, name in enumerate(table.names)}
    kept = [i for i, name in enumerate(names) if name in row_of]
    if not kept:
        raise DataError(
            f"{path} names none of the {len(names)} pictures in {folder}; its first column must "
            f"hold paths such as '{names[0]}', but begins with '{next(iter(row_of), '')}'."
        )
    return Source(
        title=folder.resolve().name,
        origin=folder.resolve().name,
        names=[names[i] for i in kept],
        places=[names[i] for i in kept],
        stamps=[sizes[i] for i in kept],
        reader=FolderReader(folder.resolve()),
        attribute_names=table.attribute_names,
        attributes=table.values[[row_of[names[i]] for i in kept]],
        partitions=np.full(len(kept), PARTITIONS["unknown"], np.uint8),
        identities=np.full(len(kept), -1, np.int32),
        rows_without_picture=len(row_of) - len(kept),
        pictures_without_row=len(names) - len(kept),
    )


def _table_of(folder: Path) -> Path | None:
    tables = sorted(path for path in folder.glob("*.[cC][sS][vV]") if path.is_file())
    if len(tables) < 2:
        return tables[0] if tables else None
    chosen = folder / "attributes.csv"
    if chosen not in tables:
        raise DataError(
            f"{folder} holds several tables ({', '.join(path.name for path in tables)}); name the "
            "one with the attributes attributes.csv."
        )
    return chosen
