"""Read tables in which every line is plain, all lines of a block at once.

Plain is: ASCII, no quotes, no control characters, the same number of fields on each line. Anything
else is left, without a word, to the readers of `tables`, which this module agrees with to the
letter.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

_BLOCK_BYTES = 1 << 16
"""Read at once: what fits the cache, since fresh memory costs more than the reading."""


def read_plain_attributes(
    body: bytes, separator: bytes, columns: int
) -> tuple[list[str], np.ndarray] | None:
    """Read rows of a name and values of 1, 0 and -1.

    Args:
        body: The rows, UTF-8, without header.
        separator: What parts the fields: a comma or the like, or blanks.
        columns: How many values a row has.

    Returns:
        The names, and bool (names, columns); or None if any row is not plain or a name comes twice.
    """
    names: list[str] = []
    values: list[np.ndarray] = []
    for block in _blocks(body):
        lines = _PlainLines.find(block, separator, columns + 1)
        true = None if lines is None else lines.values
        if lines is None or true is None:
            return None
        names += lines.names
        values.append(true)
    if not names or len(set(names)) < len(names):
        return None
    return names, np.concatenate(values)


def read_plain_numbers(body: bytes, separator: bytes, largest: int) -> dict[str, int] | None:
    """Read rows of a name and a whole number from 0 to `largest`.

    Args:
        body: The rows, UTF-8, without header.
        separator: What parts the fields: a comma or the like, or one blank.
        largest: The greatest number allowed.

    Returns:
        The number of each name; or None if any row is not plain or a name comes twice.
    """
    numbers: dict[str, int] = {}
    rows = 0
    for block in _blocks(body):
        lines = _PlainLines.find(block, separator, 2)
        if lines is None:
            return None
        texts = lines.last_fields
        if not "".join(texts).isdigit():
            return None
        numbers.update(zip(lines.names, map(int, texts), strict=True))
        rows += len(texts)
    return numbers if rows == len(numbers) and max(numbers.values(), default=0) <= largest else None


def _blocks(body: bytes) -> Iterator[bytes]:
    """Divide a table into some lines at a time, each ended by a line feed alone."""
    start = 0
    while start < len(body):
        stop = body.find(b"\n", start + _BLOCK_BYTES) + 1 or len(body)
        block = body[start:stop].removesuffix(b"\n").removesuffix(b"\r")
        yield block.replace(b"\r\n", b"\n") + b"\n"
        start = stop


@dataclass(frozen=True, eq=False)
class _PlainLines:
    """Some lines, all with the same number of fields, without quotes or control characters.

    Attributes:
        text: The lines.
        buffer: uint8 (characters,): the same.
        separator: What parts the fields.
        starts: int64 (lines,): where each line begins.
        ends: int64 (lines, fields): the last character of each field.
    """

    text: str
    buffer: np.ndarray
    separator: bytes
    starts: np.ndarray
    ends: np.ndarray

    @classmethod
    def find(cls, block: bytes, separator: bytes, fields: int) -> "_PlainLines | None":
        """Divide lines into fields, or return None where they are not so plain."""
        if not block.isascii() or b'"' in block:
            return None
        buffer = np.frombuffer(block, np.uint8)
        breaks = buffer == ord("\n")
        parts = breaks | (buffer == ord(separator))
        stops = np.flatnonzero(breaks)
        starts = np.concatenate([[0], stops[:-1] + 1])
        ends = np.flatnonzero(parts[1:] & ~parts[:-1])
        if (
            ends.size != len(stops) * fields
            or (separator != b" " and np.count_nonzero(parts) != ends.size)
            or parts[starts].any()
            or ((buffer <= ord(" ")) & ~parts).any()
        ):
            return None
        ends = ends.reshape(-1, fields)
        if (ends[:, 0] < starts).any() or (ends[:, -1] > stops).any():
            return None
        return cls(block.decode(), buffer, separator, starts, ends)

    @property
    def names(self) -> list[str]:
        """The first field of each line."""
        return self._slices(self.starts, self.ends[:, 0])

    @property
    def last_fields(self) -> list[str]:
        """What follows the field before the last, blanks too."""
        return self._slices(self.ends[:, -2] + 2, self.ends[:, -1])

    @property
    def values(self) -> np.ndarray | None:
        """All fields but the first: whether they are 1; None if any is not 1, 0 or -1."""
        ends = self.ends.reshape(-1)
        last, before, earlier = (
            self.buffer.take(ends - i).reshape(self.ends.shape)[:, 1:] for i in range(3)
        )
        one, alone = last == ord("1"), before == ord(self.separator)
        true = one & alone
        minus_one = one & (before == ord("-")) & (earlier == ord(self.separator))
        return true if (true | minus_one | (alone & (last == ord("0")))).all() else None

    def _slices(self, firsts: np.ndarray, lasts: np.ndarray) -> list[str]:
        pairs = zip(firsts.tolist(), (lasts + 1).tolist(), strict=True)
        return [self.text[first:stop] for first, stop in pairs]
