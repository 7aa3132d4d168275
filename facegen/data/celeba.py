"""CelebA in the layouts people really have it in.

    official    img_align_celeba.zip, or unpacked img_align_celeba/, with list_attr_celeba.txt,
                list_eval_partition.txt and identity_CelebA.txt beside it; or, as it is offered for
                download, these under Img/, Anno/ and Eval/
    Kaggle      img_align_celeba/img_align_celeba/ with list_attr_celeba.csv and
                list_eval_partition.csv
    Hub         parquet files; see `parquet`

The path given may be the folder that holds all this, the archive, or the folder of pictures.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.data.archive import ZipReader, list_zip
from facegen.data.source import FolderReader, Source, list_folder
from facegen.data.store import PARTITIONS
from facegen.data.tables import read_attributes, read_numbers
from facegen.errors import DataError

NOTICE = "CelebA: for non-commercial research only; its pictures may not be passed on."
PICTURES = "img_align_celeba"
ATTRIBUTES, PARTITION, IDENTITY = "list_attr_celeba", "list_eval_partition", "identity_CelebA"
_LARGEST_IDENTITY = 2**31 - 1


def open_celeba(path: Path) -> Source | None:
    """List CelebA's pictures, or return None where no attribute table of CelebA lies at the path.

    Pictures come in the order of the attribute table, in every layout.

    Raises:
        DataError: If a table or the archive is damaged, or there is a table but no picture.
    """
    table = _find_table(path, ATTRIBUTES)
    if table is None:
        return None
    names, places, stamps, reader, origin = _list_pictures(path)
    attributes = read_attributes(table, expected=CELEBA_ATTRIBUTES)
    row_of = {name: row for row, name in enumerate(attributes.names)}
    rows = np.array([_row(name, row_of) for name in names], np.int64)
    order = np.argsort(rows, kind="stable")[np.count_nonzero(rows < 0) :]
    _check_once(rows[order], [names[i] for i in order])
    if not order.size:
        raise DataError(f"{table} names none of the {len(names)} pictures of {origin}.")
    keys = [attributes.names[row] for row in rows[order]]
    return Source(
        title="CelebA",
        origin=origin,
        names=[names[i].rpartition("/")[2] for i in order],
        places=[places[i] for i in order],
        stamps=[stamps[i] for i in order],
        reader=reader,
        attribute_names=attributes.attribute_names,
        attributes=attributes.values[rows[order]],
        partitions=_numbers(path, PARTITION, 2, keys, PARTITIONS["unknown"]).astype(np.uint8),
        identities=_numbers(path, IDENTITY, _LARGEST_IDENTITY, keys, -1).astype(np.int32),
        crop="face",
        notice=NOTICE,
        rows_without_picture=len(row_of) - len(order),
        pictures_without_row=len(names) - len(order),
    )


def _find_table(path: Path, stem: str) -> Path | None:
    """Look for a table beside the pictures and where the official download puts it."""
    bases = [path] if path.is_dir() else [path.parent, path.parent.parent]
    if path.is_dir() and path.name == PICTURES:
        bases += [path.parent, path.parent.parent]
    for base in bases:
        for folder in (base, base / "Anno", base / "Eval"):
            for suffix in (".txt", ".csv"):
                if (folder / (stem + suffix)).is_file():
                    return folder / (stem + suffix)
    return None


def _list_pictures(
    path: Path,
) -> tuple[list[str], Sequence[Any], Sequence[int], Callable[[Any], bytes], str]:
    candidates = [path]
    if path.is_dir():
        bases = (path, path / "Img")
        # The archive before the folder: the folder may be a half of it, left by an unpacking.
        candidates = [base / f"{PICTURES}.zip" for base in bases]
        candidates += [base / PICTURES for base in bases]
        candidates += [path] if path.name == PICTURES else []
    for candidate in candidates:
        if candidate.is_file():
            names, places = list_zip(candidate)
            stamps = [place.checksum for place in places]
            reader = ZipReader(candidate.resolve())
        elif candidate.is_dir():
            names, stamps = list_folder(candidate)
            places, reader = names, FolderReader(candidate.resolve())
        else:
            continue
        if names:
            return names, places, stamps, reader, candidate.name
    raise DataError(
        f"{path} has CelebA's attribute table, but no picture: expected {PICTURES}.zip or a folder "
        f"{PICTURES} with the pictures."
    )


def _row(name: str, row_of: dict[str, int]) -> int:
    """Find a picture's row; CelebA's tables say .jpg of its PNG pictures too."""
    base = name.rpartition("/")[2]
    row = row_of.get(base)
    return row_of.get(base.rpartition(".")[0] + ".jpg", -1) if row is None else row


def _check_once(rows: np.ndarray, names: Sequence[str]) -> None:
    twice = np.flatnonzero(np.diff(rows) == 0)
    if twice.size:
        first, second = names[twice[0]], names[twice[0] + 1]
        raise DataError(f"Two pictures are the same by name: {first} and {second}. Remove one.")


def _numbers(path: Path, stem: str, largest: int, keys: list[str], unknown: int) -> np.ndarray:
    table = _find_table(path, stem)
    if table is None:
        return np.full(len(keys), unknown)
    numbers = read_numbers(table, largest)
    return np.array([numbers.get(key, unknown) for key in keys])
