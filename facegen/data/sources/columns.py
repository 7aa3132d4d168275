"""Columns of any table -> attributes, partition and person.

A column is an attribute if its cells say yes or no in any of the usual ways; a column of few words
is one attribute a word (`gender=Male`); anything else is passed over and said. Where the cells of
an attribute are empty or unclear in a few rows, these rows are passed over, never guessed at.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from facegen.data.remarks import Remarks
from facegen.data.store import PARTITIONS

YES_NO: Mapping[str, bool] = {
    "true": True, "false": False, "yes": True, "no": False, "y": True, "n": False,
    "t": True, "f": False, "wahr": True, "falsch": False, "vrai": True, "faux": False,
    "ja": True, "nein": False, "oui": True, "non": False, "sí": True, "si": True,
}  # fmt: skip
SPLITS: Mapping[str, str] = {
    "train": "train", "training": "train",
    "valid": "valid", "validation": "valid", "val": "valid", "dev": "valid",
    "test": "test", "testing": "test",
}  # fmt: skip
MOST_WORDS = 20
"""A column of more different words is passed over."""

LONGEST_WORD, MOST_BLANKS = 40, 2
"""Of what counts as a word: its letters, and the blanks in it."""

_UNCLEAR_SHARE, _STRANGE_SHARE = 0.1, 0.01
"""Most of an attribute's cells that may be empty or strange, and that may be strange. Such rows are
passed over; a column with more of them is read as one of words."""

_PARTITION = frozenset("split partition set subset fold eval_partition evaluation_status".split())
_PERSON = frozenset("celeb_id identity person person_id subject subject_id identity_id".split())
_INDEX = re.compile(r"|index|level_0|__index_level_\d+__|unnamed: \d+", re.IGNORECASE)
_MARKS = frozenset("x ✓ ✔ *".split())
"""What people put beside what is so, leaving the other cells empty."""

_MISSING = frozenset(("", "nan", "na", "n/a", "null", "none", "-", "?"))


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a table.

    Attributes:
        name: Its header.
        codes: int64 (rows,): number of each row's word; -1 where the cell is empty.
        words: The different words in it.
    """

    name: str
    codes: np.ndarray
    words: Sequence[str]

    @classmethod
    def of(cls, name: str, cells: Sequence[str]) -> "Column":
        """Make a column of its cells as they are written."""
        numbers: dict[str, int] = {}
        codes = [numbers.setdefault(cell, len(numbers)) for cell in cells]
        return cls(name, np.array(codes, np.int64), list(numbers)).tidied()

    def tidied(self) -> "Column":
        """Return it with blanks around words removed and empty cells as -1."""
        numbers: dict[str, int] = {}
        table = np.array(
            [
                -1 if (clean := word.strip()).casefold() in _MISSING
                else numbers.setdefault(clean, len(numbers))
                for word in self.words
            ]
            + [-1],
            np.int64,
        )  # fmt: skip
        return Column(self.name, table[self.codes], list(numbers))

    def mapped(self, meaning: Callable[[str], int]) -> np.ndarray:
        """Return what each row's word means, int64 (rows,); -1 where the cell is empty."""
        table = np.array([*(meaning(word) for word in self.words), -1], np.int64)
        return table[self.codes]


@dataclass(frozen=True, eq=False)
class Labels:
    """What columns say of their rows.

    Attributes:
        names: Of the attributes.
        values: bool (rows, attributes).
        partitions: uint8 (rows,), or None.
        identities: int32 (rows,), or None.
        clear: bool (rows,): whether every attribute is known of the row.
    """

    names: tuple[str, ...]
    values: np.ndarray
    partitions: np.ndarray | None
    identities: np.ndarray | None
    clear: np.ndarray

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return not self.names and self.partitions is None and self.identities is None


def labels_of(columns: Sequence[Column], rows: int, remarks: Remarks) -> Labels:
    """Read columns.

    Args:
        columns: All but the pictures' names, each of the same rows.
        rows: How many.
        remarks: Told what is passed over.
    """
    names: list[str] = []
    values: list[np.ndarray] = []
    partitions = identities = None
    clear = np.ones(rows, bool)
    for given in columns:
        # a comma parts names wherever several are written
        column = replace(given, name=given.name.replace(",", ";"))
        if column.name.casefold() in _PARTITION and (numbers := _partitions(column)) is not None:
            partitions = numbers
            continue
        if column.name.casefold() in _PERSON and (numbers := _people(column)) is not None:
            identities = numbers
            continue
        if column.name in names:
            remarks.column(column.name, "another has the same name")
            continue
        found = _yes_or_no(column)
        if found is not None:
            names.append(column.name)
            values.append(found == 1)
            unclear = found < 0
            why = f"'{column.name}' is empty or unclear there; fill it in to keep them"
            missed = int((unclear & clear).sum())
            example = f"row {int(np.flatnonzero(unclear)[0]) + 1}" if missed else ""
            remarks.passed("rows of the table", why, example, missed)
            clear &= ~unclear
            continue
        why = _why_no_category(column, rows)
        if why:
            remarks.column(column.name, why)
            continue
        for number, word in sorted(enumerate(column.words), key=lambda pair: pair[1]):
            names.append(" ".join(f"{column.name}={word.replace(',', ';')}".split()))
            values.append(column.codes == number)
        remarks.note(
            f"'{column.name}' has few words; each became an attribute, such as {names[-1]}."
        )
    matrix = np.stack(values, 1) if values else np.zeros((rows, 0), bool)
    return Labels(tuple(names), matrix, partitions, identities, clear)


def truth(word: str) -> int:
    """Return 1 for yes, 0 for no in any of the usual ways to write them, -1 for anything else."""
    folded = word.strip().casefold()
    if folded in YES_NO:
        return int(YES_NO[folded])
    try:
        number = float(folded.replace(",", "."))
    except ValueError:
        return -1
    return {1.0: 1, 0.0: 0, -1.0: 0}.get(number, -1)


def _yes_or_no(column: Column) -> np.ndarray | None:
    """Return 1, 0 or -1 (not clear) for each row, or None if this is no column of yes and no."""
    folded = {word.casefold() for word in column.words}
    if not folded or _is_index(column) or ("f" in folded and "t" not in folded):
        return None  # F without T is a person's sex.
    if folded <= _MARKS and (column.codes < 0).any():
        return (column.codes >= 0).astype(np.int64)
    known = column.mapped(truth)
    strange = known < 0
    numbers = [truth(word) < 0 and _is_number(word) for word in column.words]
    unclear = np.count_nonzero(strange & (column.codes >= 0))
    if any(numbers) or strange.mean() > _UNCLEAR_SHARE or unclear > _STRANGE_SHARE * len(known):
        return None
    return known


def _is_index(column: Column) -> bool:
    """Say whether a column has no name of its own, as the index that a program adds."""
    return _INDEX.fullmatch(column.name) is not None


def _why_no_category(column: Column, rows: int) -> str:
    words = column.words
    if _is_index(column):
        return "it has no name of its own, as an index that a program added"
    if not words:
        return "it is empty"
    if len(words) > MOST_WORDS:
        return (
            f"it has more than {MOST_WORDS} different values; make attributes of yes and no of it"
        )
    if len(words) == 1 and rows > 1 and not (column.codes < 0).any():
        return f"every row says '{words[0][:LONGEST_WORD]}'"
    if any(len(w) > LONGEST_WORD or w.count(" ") > MOST_BLANKS for w in words) or any(
        "/" in word and "." in word for word in words
    ):
        return "it holds text or paths, no words that repeat"
    numeric = all(_is_number(word) for word in words) and any(truth(word) < 0 for word in words)
    if numeric and (2 * len(words) > rows or any("." in w or "," in w for w in words)):
        return "it holds numbers; make attributes of yes and no of it, such as age_over_40"
    if len(words) == rows > 2 and rows > MOST_WORDS // 2:
        return "every row has another word in it"
    return ""


def _is_number(word: str) -> bool:
    try:
        float(word.replace(",", "."))
    except ValueError:
        return False
    return True


def _partitions(column: Column) -> np.ndarray | None:
    def number(word: str) -> int:
        if word.casefold() in SPLITS:
            return PARTITIONS[SPLITS[word.casefold()]]
        return int(word) if word in ("0", "1", "2") else -2

    numbers = column.mapped(number)
    if not column.words or (numbers == -2).any():
        return None
    return np.where(numbers < 0, PARTITIONS["unknown"], numbers).astype(np.uint8)


def _people(column: Column) -> np.ndarray | None:
    """Return the numbers of people; where they are called by names, numbers for these."""
    if not column.words:
        return None
    whole = [word.removesuffix(".0") for word in column.words]
    if not all(w.isascii() and w.isdigit() and int(w) < 2**31 for w in whole):
        order = {word: number for number, word in enumerate(sorted(column.words))}
        return column.mapped(lambda word: order[word]).astype(np.int32)
    return column.mapped(lambda word: int(word.removesuffix(".0"))).astype(np.int32)
