r"""Which picture does a table's name mean? The ways people and programs write one name.

Equal are names that differ in `\` for `/`, in `./`, in blanks around them, in how an accent is put
together (Unicode NFC), and addresses that differ in what follows `?`. A second try is blind to
case, ending and the zeros before a number, for tables of JPEG names beside PNG pictures and for
what spreadsheets do. A name may lack the folders above the picture, or have those above the source.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from urllib.parse import unquote

import numpy as np

from facegen.data.remarks import Remarks
from facegen.data.sources.source import PICTURE_SUFFIXES

_NONE, _SEVERAL = -1, -2


class Pictures:
    """Pictures to be found by the names tables give them.

    Args:
        paths: Their paths within their tree, parted by `/`.
        rank: Which to prefer where a name fits several, the least first; None means none.
    """

    def __init__(self, paths: list[str], rank: Sequence[int] | None = None) -> None:
        self.paths = paths
        self._rank = rank
        self._indices: dict[Callable[[str], str], _Index] = {}

    def rows(self, names: Sequence[str], remarks: Remarks, base: str = "") -> np.ndarray:
        """Find the row of each picture.

        Args:
            names: What the rows are called, as they are written.
            remarks: Told of names that fit several pictures, or one only by the second try.
            base: Folder of the table within the tree, which names may start from; ends in `/`.

        Returns:
            int64 (pictures,): -1 where no row means the picture.
        """
        rows, second = self._match(names, remarks, base)
        if second:
            name, path = second[0]
            remarks.note(
                f"{len(second):,} names in the table differ from the pictures' in case, ending, "
                f"zeros or % signs; '{name}' was taken for '{path}'."
            )
        return rows

    def fitness(self, names: Sequence[str], base: str = "") -> tuple[int, int]:
        """Return how many pictures some names mean without a second try, and in all."""
        rows, second = self._match(names, Remarks(), base)
        found = int(np.count_nonzero(rows >= 0))
        return found - len(second), found

    def _match(
        self, names: Sequence[str], remarks: Remarks, base: str
    ) -> tuple[np.ndarray, list[tuple[str, str]]]:
        """Return the row of each picture, and the names and paths matched by the second try."""
        rows = np.full(len(self.paths), -1, np.int64)
        second: list[tuple[str, str]] = []
        clean = [normal(name) for name in names]
        rest = [row for row, name in enumerate(clean) if name]
        tops = _tops([clean[row] for row in rest])
        for fold in (str, _blind):
            if (rows >= 0).all():
                break
            index = self._indices.get(fold)
            if index is None and rest:
                index = self._indices[fold] = _Index(self.paths, self._rank, fold)
            waiting, rest = rest, []
            folded_base, folded_tops = fold(base), [fold(top) for top in tops]
            for row in waiting:
                assert index
                found = index.find(fold(clean[row]), folded_base, folded_tops)
                if found == _NONE:
                    rest.append(row)
                elif found == _SEVERAL:
                    why = "they fit several pictures; write them with their folders and endings"
                    remarks.passed("names in the table", why, names[row])
                elif rows[found] >= 0:
                    why = "they mean a picture that another row names already"
                    remarks.passed("rows of the table", why, names[row])
                else:
                    rows[found] = row
                    if fold is _blind:
                        second.append((names[row], self.paths[found]))
        return rows, second


class _Index:
    """Pictures by their paths in one spelling, and by the ends of their paths."""

    def __init__(
        self, paths: list[str], rank: Sequence[int] | None, fold: Callable[[str], str]
    ) -> None:
        self._rank = rank
        self._whole: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        for number, path in enumerate(paths):
            folded = fold(normal(path))
            self._whole.setdefault(folded, []).append(number)
            at = folded.find("/") + 1
            while at:
                self._ends.setdefault(folded[at:], []).append(number)
                at = folded.find("/", at) + 1

    def find(self, name: str, base: str, tops: Sequence[str]) -> int:
        """Return the number of a picture, or why there is none."""
        for one in (base + name, name, *(name[len(top) :] for top in tops)):
            if one in self._whole:
                return self._pick(self._whole[one])
        # Above a whole path may be anything; the folders of a relative one say what is meant.
        root = tops[-1] if tops and (tops[-1][0] == "/" or tops[-1][1:2] == ":") else ""
        for one in (name, name[len(root) :]):
            if one in self._ends:
                return self._pick(self._ends[one])
        return _NONE

    def _pick(self, found: list[int]) -> int:
        if len(found) == 1:
            return found[0]
        rank = self._rank
        return _SEVERAL if rank is None else min(found, key=lambda number: rank[number])


def normal(name: str) -> str:
    """Write a path the one way it is compared in."""
    name = name.strip().removeprefix("file://")
    if name.startswith(("http://", "https://")):
        name = re.split("[?#]", name)[0]
    if not name.isascii():
        name = unicodedata.normalize("NFC", name)
    if "\\" in name:
        name = name.replace("\\", "/")
    if "/" not in name:
        return name
    root = "/" if name.startswith("/") else ""
    return root + "/".join(part for part in name.split("/") if part not in ("", "."))


def _blind(name: str) -> str:
    folded = (normal(unquote(name)) if "%" in name else name).casefold()
    for suffix in PICTURE_SUFFIXES:
        if folded.endswith(suffix):
            folded = folded[: -len(suffix)]
            break
    folder, slash, last = folded.rpartition("/")
    if last.isdigit():  # Spreadsheets write 000001 as 1.
        last = last.lstrip("0") or "0"
    return folder + slash + last


def _tops(names: Sequence[str]) -> list[str]:
    """Return the folders all names lie in, from the one step down to all of them, ending in `/`."""
    if not names:
        return []
    first, last = (_folders(name) for name in (min(names), max(names)))
    shared = 0
    while shared < min(len(first), len(last)) and first[shared] == last[shared]:
        shared += 1
    return ["".join(f"{part}/" for part in first[:count]) for count in range(1, shared + 1)]


def _folders(name: str) -> list[str]:
    return name.split("/")[:-1]
