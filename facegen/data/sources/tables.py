"""Read the tables that come with pictures, strictly: a damaged one is refused, never guessed at.

Two forms exist: CelebA's own listings (fields parted by blanks) and files parted by commas and the
like (a header first); which one it is, is told by the content. Every refusal names the file, the
line, what was wanted and what was found.

The readers here go row by row and find the words for what is wrong. Before them `plain_lines` has
its try: it reads tables without anything unusual, as most are, many times faster. This module knows
nothing of pictures.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facegen.data.sources.plain_lines import read_plain_attributes, read_plain_numbers
from facegen.data.sources.text import BLANKS, as_utf8, refuse_disguise, separator_of
from facegen.errors import DataError

SIGNS: Mapping[str, bool] = {"1": True, "0": False, "-1": False}
"""What a value may be in CelebA's tables."""

Line = tuple[int, list[str]]
"""The number of a line, from 1, and the fields on it."""


@dataclass(frozen=True, eq=False)
class AttributeTable:
    """Which picture has which attribute.

    Attributes:
        names: File names, each once.
        attribute_names: Names of the columns, each once.
        values: bool (names, attributes).
    """

    names: list[str]
    attribute_names: tuple[str, ...]
    values: np.ndarray


def read_attributes(
    path: Path,
    expected: Sequence[str] | None = None,
    data: bytes | None = None,
) -> AttributeTable:
    """Read an attribute table.

    Where commas, semicolons or tabs part the fields, it has a header whose first cell is passed
    over. Any other is of the form of CelebA's `list_attr_celeba.txt`: the number of rows, the
    header, then the rows. Its content says which, not its name. A first line of nothing but all
    the expected attributes is the header in either.

    Args:
        path: The table, UTF-8 or UTF-16.
        expected: The attributes the header must name, in any order; None allows any.
        data: Its content, where it is not a file of its own.

    Raises:
        DataError: At the first thing that is not as it should be.
    """
    data = _read(path, data)
    separator = separator_of(data, _is_csv(path))
    listing = separator == BLANKS
    rows = _rows(path, data, separator)
    line, header = _next(path, rows, "the number of rows" if listing else "a header")
    promised, names_alone = None, _names_all(header, expected)
    if listing and not names_alone:
        promised = _promised(path, line, header)
        line, header = _next(path, rows, "a header")
    attribute_names = tuple(n.strip() for n in (header if listing or names_alone else header[1:]))
    _check_header(path, line, attribute_names, expected)
    body = _below(data, line)
    names, values = read_plain_attributes(body, separator.encode(), len(attribute_names)) or (
        _read_any(path, rows, len(attribute_names))
    )
    if promised not in (None, len(names)):
        raise _damage(path, 1, f"{promised} rows, as it says", f"{len(names)}")
    return AttributeTable(names, attribute_names, values)


def read_numbers(path: Path, largest: int, data: bytes | None = None) -> dict[str, int]:
    """Read a table of one whole number a picture: its partition, or the person's identity.

    Where commas and the like part the fields, it may have a header, which is passed over; a
    listing has none.

    Args:
        path: The table, UTF-8 or UTF-16.
        largest: The greatest number allowed; the least is 0.
        data: Its content, where it is not a file of its own.

    Returns:
        The number of each name.

    Raises:
        DataError: At the first line that is not a new name and a number in this range.
    """
    data = _read(path, data)
    separator = separator_of(data, _is_csv(path))
    rows = _rows(path, data, separator)
    has_header = separator != BLANKS and not re.search(rb"\A[^\n]*\d\r?(\n|\Z)", data)
    if has_header:
        _next(path, rows, "a header")
    plain = read_plain_numbers(_below(data, int(has_header)), separator.encode(), largest)
    return _read_any_numbers(path, rows, largest) if plain is None else plain


def _read_any_numbers(path: Path, rows: Iterator[Line], largest: int) -> dict[str, int]:
    """Read row by row, refusing the first that is not as it should be."""
    numbers: dict[str, int] = {}
    for line, fields in rows:
        if len(fields) != 2:
            raise _damage(path, line, "2 fields (a name and a number)", f"{len(fields)}")
        name, number = fields
        if not (number.isascii() and number.isdigit() and int(number) <= largest):
            raise _damage(path, line, f"a whole number from 0 to {largest}", f"'{number[:60]}'")
        if name in numbers:
            raise _damage(path, line, "each name once", f"'{name}' again")
        numbers[name] = int(number)
    return numbers


def _read(path: Path, data: bytes | None) -> bytes:
    try:
        data = as_utf8(path.read_bytes() if data is None else data)
    except OSError as error:
        raise DataError(f"{path} could not be read: {error.strerror}.") from error
    refuse_disguise(path.name, data)
    try:
        if not data.isascii():
            data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _damage(path, line, "UTF-8 text", f"byte 0x{data[error.start]:02x}") from error
    return data.rstrip(b"\r\n")


def _below(data: bytes, lines: int) -> bytes:
    """Return what follows the first lines."""
    return b"".join(data.split(b"\n", lines)[lines:])


def _is_csv(path: Path) -> bool:
    return path.suffix.lower() == ".csv"


def _rows(path: Path, data: bytes, separator: str) -> Iterator[Line]:
    """Split a table into its lines and fields."""
    # Lines end at "\n" alone, as editors count them: not at form feeds and the like.
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="\n")
    if separator == BLANKS:
        yield from ((number, line.split()) for number, line in enumerate(lines, 1))
        return
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        for fields in reader:
            yield reader.line_num, fields
    except csv.Error as error:
        found = f"a line that is not ({error})"
        raise _damage(path, reader.line_num, "comma-separated fields", found) from error


def _next(path: Path, rows: Iterator[Line], wanted: str) -> Line:
    line, fields = next(rows, (1, []))
    if not fields:
        raise _damage(path, line, wanted, "nothing")
    return line, fields


def _promised(path: Path, line: int, fields: list[str]) -> int:
    if len(fields) != 1 or not re.fullmatch("[0-9]{1,9}", fields[0]):
        raise _damage(path, line, "the number of rows alone", f"'{' '.join(fields)[:60]}'")
    return int(fields[0])


def _names_all(header: Sequence[str], expected: Sequence[str] | None) -> bool:
    return expected is not None and sorted(name.strip() for name in header) == sorted(expected)


def _check_header(
    path: Path, line: int, names: tuple[str, ...], expected: Sequence[str] | None
) -> None:
    if not names:
        raise _damage(path, line, "at least one attribute", "none")
    for i, name in enumerate(names):
        if not name:
            raise _damage(path, line, "a name for each attribute", f"none for number {i + 1}")
        if name in names[:i]:
            raise _damage(path, line, "each attribute once", f"'{name}' again")
        if expected is not None and name not in expected:
            raise _damage(path, line, "CelebA's attributes", f"'{name[:60]}'")
    if expected is not None and len(names) < len(expected):
        missing = next(name for name in expected if name not in names)
        raise _damage(path, line, f"all {len(expected)} attributes", f"no '{missing}'")


def _read_any(path: Path, rows: Iterator[Line], columns: int) -> tuple[list[str], np.ndarray]:
    """Read row by row, refusing the first that is not as it should be."""
    values: dict[str, list[bool]] = {}
    for line, fields in rows:
        if len(fields) != columns + 1:
            wanted = f"{columns + 1} fields (a name and {columns} values)"
            raise _damage(path, line, wanted, f"{len(fields)}")
        name, *cells = fields
        if not name:
            raise _damage(path, line, "a name", "none")
        if name in values:
            raise _damage(path, line, "each name once", f"'{name}' again")
        try:
            values[name] = [SIGNS[cell.strip()] for cell in cells]
        except KeyError as error:
            wanted = f"one of {', '.join(SIGNS)}"
            raise _damage(path, line, wanted, f"'{error.args[0][:60]}'") from None
    return list(values), np.array(list(values.values()), bool).reshape(len(values), columns)


def _damage(path: Path, line: int, wanted: str, found: str) -> DataError:
    return DataError(f"{path.name}, line {line}: expected {wanted}, but found {found}.")
