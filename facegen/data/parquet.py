"""Pictures in parquet files, as data sets on the Hub hold them.

One column holds the pictures (bytes, or a struct with `bytes` and `path`), every boolean column is
an attribute, and a whole number `celeb_id` is the person. CelebA is so in `flwrlabs/celeba`; the
faces that ship with facegen are so too, with their title and notice in the file's metadata under
the key `facegen`.
"""

import json
import os
import re
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.data.celeba import NOTICE
from facegen.data.source import Source
from facegen.data.store import PARTITIONS
from facegen.errors import DataError

Place = tuple[int, int, int]
"""Number of the file, of the row group in it, and of the row in that."""

_SPLITS = {
    "train": "train",
    "valid": "valid",
    "validation": "valid",
    "val": "valid",
    "test": "test",
}


@dataclass
class ParquetReader:
    """Reads pictures of parquet files, keeping the row group last read.

    Attributes:
        files: The files.
        column: Path of the column that holds the bytes.
    """

    files: tuple[Path, ...]
    column: str
    _held: tuple[tuple[int, int], pa.ChunkedArray] | None = field(default=None, init=False)

    def __call__(self, place: Place) -> bytes:
        """Read one picture."""
        file, group, row = place
        if self._held is None or self._held[0] != (file, group):
            try:
                with pq.ParquetFile(self.files[file]) as opened:
                    table = opened.read_row_group(group, columns=[self.column])
            except (pa.ArrowException, OSError) as error:
                raise DataError(f"{self.files[file]} is damaged: {_on_one_line(error)}") from error
            column = table.column(0)
            if pa.types.is_struct(column.type):
                column = pa.chunked_array([chunk.field("bytes") for chunk in column.chunks])
            self._held = (file, group), column
        return self._held[1][row].as_py() or b""

    def __getstate__(self) -> dict[str, Any]:
        """Leave the row group behind."""
        return {"files": self.files, "column": self.column, "_held": None}


def find_parquet(path: Path) -> list[Path]:
    """Find the parquet files at a path: train before valid before test, then by name."""
    if path.is_file():
        return [path] if path.suffix.lower() == ".parquet" else []
    found = [file for file in path.rglob("*.parquet") if not _is_hidden(file, path)]
    return sorted(found, key=lambda file: (PARTITIONS[_partition(file)], file.as_posix()))


def open_parquet(files: list[Path], origin: str) -> Source:
    """List the pictures of parquet files.

    Args:
        files: The files, all of one schema.
        origin: Where they are from, in words.

    Raises:
        DataError: If a file is damaged, has no column of pictures, or an attribute is missing
            anywhere.
    """
    parts = [_Part.read(file) for file in files]
    first = parts[0]
    for part in parts:
        if part.columns != first.columns:
            raise DataError(
                f"{part.file.name} has other columns than {first.file.name}: "
                f"{', '.join(part.columns)} instead of {', '.join(first.columns)}."
            )
    about = first.about
    is_celeba = set(first.attribute_names) == set(CELEBA_ATTRIBUTES) and not about
    return Source(
        title=about.get("title") or ("CelebA" if is_celeba else Path(origin).stem),
        origin=about.get("source") or origin,
        names=_names(parts),
        places=[(i, *place) for i, part in enumerate(parts) for place in part.places()],
        stamps=[part.stamp for part in parts for _ in range(part.count)],
        reader=ParquetReader(tuple(file.resolve() for file in files), first.bytes_column),
        attribute_names=first.attribute_names,
        attributes=np.concatenate([part.attributes for part in parts]),
        partitions=np.concatenate([part.partitions for part in parts]),
        identities=np.concatenate([part.identities for part in parts]),
        crop="whole" if about else ("face" if is_celeba else "square"),
        synthetic=bool(about.get("synthetic", False)),
        notice=about.get("notice") or (NOTICE if is_celeba else ""),
    )


@dataclass(frozen=True, eq=False)
class _Part:
    """What one file says of its pictures, these themselves not read."""

    file: Path
    columns: tuple[str, ...]
    about: dict[str, Any]
    bytes_column: str
    attribute_names: tuple[str, ...]
    attributes: np.ndarray
    identities: np.ndarray
    partitions: np.ndarray
    paths: list[str | None]
    group_sizes: list[int]
    stamp: int

    @property
    def count(self) -> int:
        return len(self.paths)

    @classmethod
    def read(cls, file: Path) -> "_Part":
        try:
            with pq.ParquetFile(file) as opened:
                schema = opened.schema_arrow
                picture = _picture_column(schema, file)
                attributes = tuple(f.name for f in schema if pa.types.is_boolean(f.type))
                wanted = [*attributes, *(["celeb_id"] if "celeb_id" in schema.names else [])]
                has_paths = _has_field(schema.field(picture).type, "path")
                table = opened.read(wanted + ([f"{picture}.path"] if has_paths else []))
                groups = [
                    opened.metadata.row_group(i).num_rows for i in range(opened.num_row_groups)
                ]
        except (pa.ArrowException, OSError) as error:
            raise DataError(f"{file} is not a whole parquet file: {_on_one_line(error)}") from error
        count = sum(groups)
        in_struct = pa.types.is_struct(schema.field(picture).type)
        return cls(
            file=file,
            columns=tuple(f"{field.name} ({field.type})" for field in schema),
            about=_about(schema, file),
            bytes_column=f"{picture}.bytes" if in_struct else picture,
            attribute_names=attributes,
            attributes=_booleans(table, attributes, file, count),
            identities=_identities(table, file, count),
            partitions=np.full(count, PARTITIONS[_partition(file)], np.uint8),
            paths=_paths(table, picture) if has_paths else [None] * count,
            group_sizes=groups,
            stamp=_stamp(file),
        )

    def places(self) -> list[tuple[int, int]]:
        return [(group, row) for group, size in enumerate(self.group_sizes) for row in range(size)]


def _picture_column(schema: pa.Schema, file: Path) -> str:
    for column in schema:
        if _is_binary(column.type) or (
            _has_field(column.type, "bytes") and _is_binary(column.type.field("bytes").type)
        ):
            return column.name
    raise DataError(
        f"{file} has no column of pictures (bytes, or a struct with bytes); it has: "
        f"{', '.join(schema.names)}."
    )


def _is_binary(kind: pa.DataType) -> bool:
    return pa.types.is_binary(kind) or pa.types.is_large_binary(kind)


def _has_field(kind: pa.DataType, name: str) -> bool:
    return pa.types.is_struct(kind) and kind.get_field_index(name) >= 0


def _about(schema: pa.Schema, file: Path) -> dict[str, Any]:
    """Read what facegen wrote of the faces into the file's metadata."""
    text = (schema.metadata or {}).get(b"facegen")
    try:
        about = {} if text is None else json.loads(text)
    except ValueError as error:
        raise DataError(f"{file} has damaged metadata under 'facegen' ({error}).") from error
    if not isinstance(about, dict):
        raise DataError(f"{file} should have an object under 'facegen', but has {about!r:.60}.")
    return about


def _booleans(table: pa.Table, names: tuple[str, ...], file: Path, count: int) -> np.ndarray:
    values = np.zeros((count, len(names)), bool)
    for i, name in enumerate(names):
        column = table[name]
        if column.null_count:
            row = int(np.flatnonzero(column.is_null().to_numpy())[0])
            raise DataError(
                f"{file.name}, row {row + 1}: expected true or false in '{name}', but found "
                "nothing."
            )
        values[:, i] = column.to_numpy()
    return values


def _identities(table: pa.Table, file: Path, count: int) -> np.ndarray:
    if "celeb_id" not in table.column_names:
        return np.full(count, -1, np.int32)
    column = table["celeb_id"]
    try:
        return column.cast(pa.int32()).fill_null(-1).to_numpy().astype(np.int32)
    except pa.ArrowException as error:
        raise DataError(
            f"{file.name}: expected whole numbers in 'celeb_id': {_on_one_line(error)}"
        ) from error


def _paths(table: pa.Table, picture: str) -> list[str | None]:
    return [row["path"] if row else None for row in table[picture].to_pylist()]


def _names(parts: list[_Part]) -> list[str]:
    """Name pictures by their own paths if each has one of its own, else by file and row."""
    paths = [path for part in parts for path in part.paths if path]
    if len(paths) == len(set(paths)) == sum(part.count for part in parts):
        return paths
    return [f"{part.file.stem}/{row:06d}" for part in parts for row in range(part.count)]


def _stamp(file: Path) -> int:
    """Return the checksum of a file's table of contents: sizes and statistics of all in it."""
    with open(file, "rb") as opened:
        opened.seek(-8, os.SEEK_END)
        length = int.from_bytes(opened.read(4), "little")
        opened.seek(-8 - length, os.SEEK_END)
        return zlib.crc32(opened.read(length))


def _partition(file: Path) -> str:
    """Read the split off a file's name (`train-00000-of-00019.parquet`), or its folder's."""
    for word in (re.split(r"[-_.]", file.name)[0], file.parent.name):
        if word in _SPLITS:
            return _SPLITS[word]
    return "unknown"


def _is_hidden(file: Path, base: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(base).parts)


def _on_one_line(error: Exception) -> str:
    return " ".join(str(error).split())
