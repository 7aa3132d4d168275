"""Any table a person or program wrote -> columns: separators, encodings and headers as they come.

`tables` reads CelebA's own, strictly; this reads the others, and says what it passes over.
"""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass

from facegen.data.remarks import Remarks
from facegen.data.sources.columns import Column
from facegen.data.sources.text import (
    BLANKS,
    as_utf8,
    refuse_disguise,
    separator_of,
    without_preface,
)
from facegen.errors import DataError


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table.

    Attributes:
        name: What to call it.
        header: A name for each column, perhaps empty.
        cells: The cells of each column, as they are written.
    """

    name: str
    header: Sequence[str]
    cells: Sequence[Sequence[str]]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.cells[0]) if self.cells else 0

    def columns(self, but: int) -> list[Column]:
        """Return all columns but one, and but those without header and content."""
        return [
            Column.of(name.strip(), cells)
            for i, (name, cells) in enumerate(zip(self.header, self.cells, strict=True))
            if i != but and (name.strip() or any(cells))
        ]


def read_sheet(name: str, data: bytes, remarks: Remarks) -> Sheet:
    """Read a table.

    Args:
        name: What to call it.
        data: Its content.
        remarks: Told of rows that do not fit the header.

    Raises:
        DataError: If it is no table.
    """
    data = without_preface(as_utf8(data))
    refuse_disguise(name, data)
    if name.lower().endswith(".jsonl"):
        return _of_objects(name, _text(name, data, remarks))
    separator = separator_of(data, name.lower().endswith(".csv"))
    rows = _rows(name, _text(name, data, remarks), separator)
    if separator == BLANKS and rows and len(rows[0][1]) == 1 and rows[0][1][0].isdigit():
        rows = rows[1:]  # CelebA's listings begin with the number of rows.
    if not rows:
        raise DataError(f"{name}, line 1: expected a header, but found nothing.")
    header = rows[0][1]
    body = rows[1:]
    lengths = [len(fields) for _, fields in body]
    width = max(set(lengths), key=lengths.count) if lengths else len(header)
    if width == len(header) + 1:
        header = ["", *header]  # A header says nothing of the rows' names.
    header = [*header, *[""] * (width - len(header))]
    if len(header) > width and not any(field.strip() for field in header[width:]):
        header = header[:width]
    kept = [fields for _, fields in body if len(fields) == len(header)]
    missed = [line for line, fields in body if len(fields) != len(header)]
    if missed:
        why = f"they have not {len(header)} fields as the header does"
        remarks.passed("rows of the table", why, f"{name}, line {missed[0]}", len(missed))
    return Sheet(name, header, list(zip(*kept, strict=True)) or [()] * len(header))


def without_header(sheet: Sheet) -> Sheet:
    """Return a table whose first row was taken for a header, though it is like the others."""
    header = [f"column {i}" for i, _ in enumerate(sheet.header, 1)]
    cells = [(first, *rest) for first, rest in zip(sheet.header, sheet.cells, strict=True)]
    return Sheet(sheet.name, header, cells)


def _of_objects(name: str, text: str) -> Sheet:
    """Read a table of one JSON object a line."""
    rows: list[dict[str, object]] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            values = json.loads(line) if line.strip() else None
        except ValueError as error:
            raise DataError(f"{name}, line {number}: expected JSON ({error}).") from error
        rows += [values] if isinstance(values, dict) else []
    header = list(dict.fromkeys(key for row in rows for key in row))
    cells = [["" if (v := row.get(key)) is None else str(v) for row in rows] for key in header]
    return Sheet(name, header, cells)


def _text(name: str, data: bytes, remarks: Remarks) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        remarks.note(f"{name} is not UTF-8; it was read as Windows writes it (code page 1252).")
        return data.decode("cp1252", "replace")


def _rows(name: str, text: str, separator: str) -> list[tuple[int, list[str]]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if separator == BLANKS:
        rows = [(number, line.split()) for number, line in enumerate(lines, 1)]
    else:
        reader = csv.reader([line + "\n" for line in lines], delimiter=separator)
        try:
            rows = [(reader.line_num, fields) for fields in reader]
        except csv.Error as error:
            raise DataError(
                f"{name}, line {reader.line_num}: expected fields parted by '{separator}', but "
                f"found a line that is not ({error})."
            ) from error
    return [(number, fields) for number, fields in rows if any(map(str.strip, fields))]
