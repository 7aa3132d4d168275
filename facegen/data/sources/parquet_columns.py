"""Which columns of a parquet file hold what: the pictures, and what is known of them."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from facegen.data.remarks import Remarks
from facegen.data.sources.columns import Column
from facegen.data.sources.sheet import Sheet
from facegen.data.sources.source import PICTURE_SUFFIXES
from facegen.errors import DataError

_CALLED = ("image", "img", "picture", "photo", "face", "jpg", "jpeg", "png", "webp", "pixels")
_MAGIC = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")
_PEEKED_ROWS = 16


class NoPictures(DataError):
    """Parquet files that hold no picture, but perhaps their paths."""

    def __init__(self, message: str, files: Sequence[Path]) -> None:
        super().__init__(message)
        self.files = files


def picture_column(opened: pq.ParquetFile, file: Path, remarks: Remarks) -> str:
    """Choose the column of pictures: what begins as pictures do, a struct, or one called so.

    Raises:
        NoPictures: If none holds any bytes, saying what it holds instead.
    """
    schema = opened.schema_arrow
    found = [field for field in schema if _holds_bytes(field.type)]
    filled = [field for field in found if not _is_all_null(opened, field)]
    if not filled:
        raise NoPictures(_why_none(opened, file, found), [file])

    def fitness(field: pa.Field) -> tuple[bool, bool, bool]:
        called = field.name.lower() in _CALLED
        return _peek(opened, field).startswith(_MAGIC), pa.types.is_struct(field.type), called

    best = max(filled, key=lambda field: (*fitness(field), -schema.names.index(field.name)))
    for field in found:
        if field is not best:
            why = f"its bytes are not the pictures, which are in '{best.name}'"
            remarks.column(field.name, why)
    return best.name


def readable(fields: Sequence[pa.Field], remarks: Remarks) -> list[str]:
    """Return the columns, and those within structs, that can be told apart by their values."""
    names = []
    for field in fields:
        if _is_plain(field.type):
            names.append(field.name)
        elif _holds_bytes(field.type):
            continue
        elif pa.types.is_struct(field.type):
            names += [f"{field.name}.{one.name}" for one in field.type if _is_plain(one.type)]
        else:
            remarks.column(field.name, f"its {field.type} is no single value")
    return names


def arrow_columns(table: pa.Table, schema: pa.Schema) -> list[Column]:
    """Return a flat table's columns; numbers that stand for words as these words."""
    classes = _classes(schema)
    columns = []
    for name in table.column_names:
        column = table[name]
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        encoded = column.combine_chunks().dictionary_encode()
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        words = [str(word) for word in encoded.dictionary.to_pylist()]
        known = classes.get(name)
        if known:
            words = [known[int(w)] if _is_below(w, len(known)) else w for w in words]
        columns.append(Column(name.rpartition(".")[2], codes, words).tidied())
    return columns


def joined(columns: Sequence[Column]) -> Column:
    """Put the same column of several files together."""
    numbers: dict[str, int] = {}
    codes = []
    for column in columns:
        table = [numbers.setdefault(word, len(numbers)) for word in column.words]
        codes.append(np.array([*table, -1], np.int64)[column.codes])
    return Column(columns[0].name, np.concatenate(codes), list(numbers))


def sheet_of(file: Path, base: Path) -> Sheet:
    """Read a parquet file that holds no pictures as a table."""
    table = pq.read_table(file).flatten()
    kept = [name for name in table.column_names if not _holds_bytes(table[name].type)]
    cells = [
        ["" if cell is None else str(cell) for cell in table[name].to_pylist()] for name in kept
    ]
    return Sheet(file.relative_to(base).as_posix(), kept, cells)


def _classes(schema: pa.Schema) -> dict[str, list[str]]:
    """Read the names of classes that the `datasets` library keeps in a file's metadata."""
    try:
        written: Any = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))
        features = written["info"]["features"]
        return {
            name: [str(word) for word in about["names"]]
            for name, about in features.items()
            if isinstance(about, dict) and isinstance(about.get("names"), list)
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _is_below(word: str, count: int) -> bool:
    return word.isascii() and word.isdigit() and int(word) < count


def _why_none(opened: pq.ParquetFile, file: Path, found: Sequence[pa.Field]) -> str:
    schema = opened.schema_arrow
    example = _first_path(opened)
    if re.match("https?://", example):
        return (
            f"{file} holds addresses of pictures, such as '{example[:120]}', not the pictures; "
            "fetch them into a folder and put the file beside them."
        )
    if example:
        return (
            f"{file} holds paths of pictures, such as '{example[:120]}', not the pictures "
            "themselves; put these beside it under those paths, or write the file with their bytes "
            "(datasets: cast_column('image', Image()) before to_parquet)."
        )
    if found:
        return f"{file} has a column of pictures, '{found[0].name}', but nothing is in it."
    return (
        f"{file} has no column of pictures (bytes, or a struct with bytes); it has: "
        f"{', '.join(schema.names)}."
    )


def _first_path(opened: pq.ParquetFile) -> str:
    """Return the first path or address of a picture in a file; empty where there is none."""
    fields = opened.schema_arrow
    names = [field.name for field in fields if _is_text(field.type)]
    names += [
        f"{field.name}.{one.name}"
        for field in fields
        if pa.types.is_struct(field.type)
        for one in field.type
        if _is_text(one.type)
    ]
    for name in names:
        batch = next(opened.iter_batches(_PEEKED_ROWS, columns=[name]), None)
        flat = pa.Table.from_batches([batch]).flatten() if batch is not None else None
        for cell in flat.column(0).to_pylist() if flat is not None and flat.num_columns else []:
            if cell and cell.lower().split("?")[0].endswith(PICTURE_SUFFIXES):
                return cell
    return ""


def _peek(opened: pq.ParquetFile, field: pa.Field) -> bytes:
    """Return how the first value of a column begins; nothing where it cannot be read."""
    name = f"{field.name}.bytes" if pa.types.is_struct(field.type) else field.name
    try:
        batch = next(opened.iter_batches(_PEEKED_ROWS, columns=[name]), None)
    except (pa.ArrowException, OSError):
        return b""
    if batch is None:
        return b""
    values = pa.Table.from_batches([batch]).flatten().column(0).to_pylist()
    return next((bytes(value[:16]) for value in values if value), b"")


def _is_all_null(opened: pq.ParquetFile, field: pa.Field) -> bool:
    """Say whether a column is empty, by the statistics in the file, or else by its first rows."""
    name = f"{field.name}.bytes" if pa.types.is_struct(field.type) else field.name
    about = opened.metadata
    if not about.num_rows:
        return False
    leaf = next((i for i in range(about.num_columns) if about.schema.column(i).path == name), None)
    for group in range(about.num_row_groups if leaf is not None else 0):
        values = about.row_group(group).column(leaf).statistics
        if values is None or not values.has_null_count:
            return not _peek(opened, field)
        if values.null_count < about.row_group(group).num_rows:
            return False
    return True


def _holds_bytes(kind: pa.DataType) -> bool:
    return _is_binary(kind) or (
        pa.types.is_struct(kind)
        and kind.get_field_index("bytes") >= 0
        and _is_binary(kind.field("bytes").type)
    )


def _is_binary(kind: pa.DataType) -> bool:
    return pa.types.is_binary(kind) or pa.types.is_large_binary(kind)


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _is_plain(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    return (
        pa.types.is_boolean(kind)
        or pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or _is_text(kind)
    )
