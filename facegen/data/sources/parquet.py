"""Pictures in parquet files, as data sets on the Hub hold them.

One column holds the pictures (bytes, or a struct with `bytes` and `path`); what the others say is
read as of any table, see `columns`. CelebA is so in `flwrlabs/celeba`; the faces that ship with
facegen are so too, with their title and notice in the file's metadata under the key `facegen`. A
file that holds paths in the place of pictures is a table of the pictures beside it.
"""

import json
import os
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.data.remarks import Remarks
from facegen.data.sources.celeba import with_suited_crop
from facegen.data.sources.celeba_names import NOTICE
from facegen.data.sources.columns import SPLITS, Column, labels_of
from facegen.data.sources.parquet_columns import (
    NoPictures,
    arrow_columns,
    joined,
    picture_column,
    readable,
    sheet_of,
)
from facegen.data.sources.parquet_reader import ParquetReader, on_one_line
from facegen.data.sources.sheet import Sheet
from facegen.data.sources.source import Source
from facegen.data.sources.tree import Tree
from facegen.data.store import PARTITIONS
from facegen.disguise import disguise_of
from facegen.errors import DataError


def sort_parquet(files: Sequence[Path], base: Path) -> list[Path]:
    """Sort parquet files: train before valid before test, then by name."""
    return sorted(files, key=lambda file: (PARTITIONS[_partition(file)], file.as_posix()))


def read_parquet_tables(files: Sequence[Path], tree: Tree) -> tuple[list[Sheet], Source | None]:
    """Read the parquet files of a folder.

    Args:
        files: In their order.
        tree: The folder, which may hold the pictures that they name.

    Returns:
        The tables of pictures beside them; and the source, where they hold the pictures.

    Raises:
        DataError: If the files hold pictures, but none can be read.
    """
    try:
        source = open_parquet(files, tree.name, tree.remarks)
    except NoPictures as error:
        if not tree.pictures:
            raise
        return [sheet_of(file, tree.path) for file in error.files], None
    names = [file.relative_to(tree.path).as_posix() for file in files]
    if tree.pictures:
        why = "the parquet files hold the faces; name the pictures' own folder to take them"
        tree.remarks.passed("pictures", why, tree.pictures[0], len(tree.pictures))
    tree.pass_rest(names)
    remarks = tree.remarks
    return [], replace(source, passed_over=remarks.passed_over, notes=tuple(remarks.notes))


def open_parquet(files: Sequence[Path], origin: str, remarks: Remarks | None = None) -> Source:
    """List the pictures of parquet files.

    Args:
        files: The files, all of the same columns.
        origin: Where they are from, in words.
        remarks: Told of files and columns passed over.

    Raises:
        DataError: If no file can be read, or files have different columns.
        NoPictures: If they are whole, but hold no picture.
    """
    remarks = remarks or Remarks()
    parts, refused = _parts(files, remarks)
    if not parts:
        raise refused[0]
    for error in refused:
        first = error.files[0] if isinstance(error, NoPictures) else None
        remarks.passed("parquet files", str(error).rstrip("."), first.name if first else origin)
    first = parts[0]
    for part in parts[1:]:
        if part.kinds != first.kinds:
            raise DataError(
                f"{part.file} has other columns than {first.file.name}: {', '.join(part.columns)} "
                f"instead of {', '.join(first.columns)}."
            )
    about = first.about
    columns = [joined([part.labels[i] for part in parts]) for i in range(len(first.labels))]
    partitions = np.concatenate([part.partitions for part in parts])
    labels = labels_of(columns, len(partitions), remarks)
    kept = np.flatnonzero(labels.clear)
    if not kept.size:
        raise DataError(f"{first.file} says nothing clear of any picture.{remarks}")
    is_celeba = set(labels.names) >= set(CELEBA_ATTRIBUTES) and not about
    names = _names(parts)
    places = [(i, *place) for i, part in enumerate(parts) for place in part.places()]
    stamps = [part.stamp for part in parts for _ in range(part.count)]
    people = np.full(len(partitions), -1) if labels.identities is None else labels.identities
    partitions = partitions if labels.partitions is None else labels.partitions
    source = Source(
        title=about.get("title") or ("CelebA" if is_celeba else Path(origin).stem),
        origin=about.get("source") or origin,
        names=[names[i] for i in kept],
        places=[places[i] for i in kept],
        stamps=[stamps[i] for i in kept],
        reader=ParquetReader(tuple(file.file.resolve() for file in parts), first.bytes_column),
        attribute_names=labels.names,
        attributes=labels.values[kept],
        partitions=partitions[kept].astype(np.uint8),
        identities=people[kept].astype(np.int32),
        crop="whole" if about else ("face" if is_celeba else "square"),
        synthetic=bool(about.get("synthetic", False)),
        notice=about.get("notice") or (NOTICE if is_celeba else ""),
        passed_over=remarks.passed_over,
        notes=tuple(remarks.notes),
    )
    return with_suited_crop(source, remarks) if is_celeba else source


def _parts(files: Sequence[Path], remarks: Remarks) -> tuple[list["_Part"], list[DataError]]:
    """Read the files' tables; return those that hold pictures, and what is wrong with others."""
    parts: list[_Part] = []
    refused: list[DataError] = []
    bare: list[Path] = []
    for file in files:
        try:
            parts.append(_Part.read(file, remarks))
        except NoPictures as error:
            bare.append(file)
            refused.append(error)
        except DataError as error:
            remarks.passed("parquet files", str(error).rstrip("."), file.name)
            refused.append(error)
    if parts:
        return parts, [error for error in refused if isinstance(error, NoPictures)]
    if bare:
        whole = next(error for error in refused if isinstance(error, NoPictures))
        return [], [NoPictures(str(whole), bare)]
    return [], refused


@dataclass(frozen=True, eq=False)
class _Part:
    """What one file says of its pictures, these themselves not read."""

    file: Path
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    about: dict[str, Any]
    bytes_column: str
    labels: list[Column]
    partitions: np.ndarray
    paths: list[str | None]
    group_sizes: list[int]
    stamp: int

    @property
    def count(self) -> int:
        return len(self.paths)

    @classmethod
    def read(cls, file: Path, remarks: Remarks) -> "_Part":
        try:
            with pq.ParquetFile(file) as opened:
                schema = opened.schema_arrow
                picture = picture_column(opened, file, remarks)
                kind = schema.field(picture).type
                in_struct = pa.types.is_struct(kind)
                has_paths = in_struct and kind.get_field_index("path") >= 0
                others = [field for field in schema if field.name != picture]
                wanted = readable(others, remarks)
                table = opened.read(wanted + ([f"{picture}.path"] if has_paths else [])).flatten()
                groups = [
                    opened.metadata.row_group(i).num_rows for i in range(opened.num_row_groups)
                ]
        except (pa.ArrowException, OSError) as error:
            raise _not_whole(file, error) from error
        count = sum(groups)
        return cls(
            file=file,
            columns=tuple(f"{field.name} ({field.type})" for field in schema),
            kinds=(picture, *wanted),
            about=_about(schema, file),
            bytes_column=f"{picture}.bytes" if in_struct else picture,
            labels=arrow_columns(table.select(wanted), schema),
            partitions=np.full(count, PARTITIONS[_partition(file)], np.uint8),
            paths=table[f"{picture}.path"].to_pylist() if has_paths else [None] * count,
            group_sizes=groups,
            stamp=_stamp(file),
        )

    def places(self) -> list[tuple[int, int]]:
        return [(group, row) for group, size in enumerate(self.group_sizes) for row in range(size)]


def _not_whole(file: Path, error: Exception) -> DataError:
    found = disguise_of(file, "a parquet file")
    if found:
        return DataError(f"{file} {found}.")
    return DataError(f"{file} is not a whole parquet file: {on_one_line(error)}")


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
        if word.lower() in SPLITS:
            return SPLITS[word.lower()]
    return "unknown"
