"""The bytes of a table -> text, and how its fields are parted, told by what is in it.

Spreadsheets write UTF-16 or a Western code page, `;` where the comma parts decimals, a byte order
mark, and a first line that names the separator. None of it shows in a file's name.
"""

import codecs
import csv
import re
from collections.abc import Sequence

from facegen.disguise import disguise
from facegen.errors import DataError

SEPARATORS = (",", ";", "\t", "|")
BLANKS = " "
"""The separator of listings as CelebA's own: any number of blanks."""

_LINES_TRIED = 20


def as_utf8(data: bytes) -> bytes:
    """Return a table as UTF-8 without byte order mark, where it is UTF-16; else as it is."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        kind = "utf-16"
    elif len(data) > 3 and data[1] == data[3] == 0 and data[0] and data[2]:
        kind = "utf-16-le"
    elif len(data) > 3 and data[0] == data[2] == 0 and data[1] and data[3]:
        kind = "utf-16-be"
    else:
        return data.removeprefix(codecs.BOM_UTF8)
    return data.decode(kind, "replace").encode()


def separator_of(data: bytes, named_csv: bool) -> str:
    """Tell what parts a table's fields.

    Args:
        data: The table, UTF-8.
        named_csv: Whether its name promises commas, where its content does not say.

    Returns:
        One of SEPARATORS, or BLANKS.
    """
    lines = [
        line for line in data[: 1 << 16].decode("utf-8", "replace").split("\n") if line.strip()
    ]
    lines = lines[:_LINES_TRIED]
    if not lines:
        return "," if named_csv else BLANKS
    if lines[0].strip().isdigit() and len(lines) > 1:
        return BLANKS
    fits = [(_fields(lines, one), one) for one in SEPARATORS]
    best = max(fits, key=lambda pair: pair[0])
    if best[0] > (0, 1):
        return best[1]
    return "," if named_csv and not _is_by_blanks(lines) else BLANKS


def _fields(lines: Sequence[str], separator: str) -> tuple[int, int]:
    """Return how many lines have as many fields as the first, and how many these are."""
    try:
        counts = [len(fields) for fields in csv.reader(lines, delimiter=separator)]
    except csv.Error:
        counts = [line.count(separator) + 1 for line in lines]
    return (sum(one == counts[0] for one in counts), counts[0]) if counts[0] > 1 else (0, 1)


def _is_by_blanks(lines: Sequence[str]) -> bool:
    counts = {len(line.split()) for line in lines[1:]}
    return len(counts) == 1 and counts.pop() - len(lines[0].split()) in (0, 1) and " " in lines[0]


def refuse_disguise(name: str, data: bytes) -> None:
    """Refuse what is no table at all but a pointer or an answer saved in its place, or no text.

    Raises:
        DataError: Saying what it is.
    """
    found = disguise(data[:1024], len(data)) if data else None
    if found:
        raise DataError(f"{name} {found}.")
    if b"\0" in data:
        raise DataError(f"{name} holds zero bytes, so it is no table of text; save it as CSV.")


def without_preface(data: bytes) -> bytes:
    """Return a table without the lines that programs put above its header.

    Such are a spreadsheet's that names the separator (`sep=;`), and comments: lines that begin with
    `#` and have not the marks between fields that the next line has.
    """
    data = re.sub(rb"\A\"?sep=.\"?\r?\n", b"", data)
    while data.startswith(b"#"):
        comment, _, rest = data.partition(b"\n")
        header = rest.partition(b"\n")[0]
        if not header or _marks(comment) == _marks(header):
            break
        data = rest
    return data


def _marks(line: bytes) -> list[int]:
    return [line.count(separator.encode()) for separator in SEPARATORS]
