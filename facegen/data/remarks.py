"""What was seen at a source and not used, counted, with the reason and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass

_COLUMNS_NAMED = 20


@dataclass(frozen=True)
class PassedOver:
    """Things of one kind that were seen and not used.

    Attributes:
        what: What they are, in the plural.
        count: How many.
        why: The reason, and what to do where something can be done.
        example: One of them.
    """

    what: str
    count: int
    why: str
    example: str

    def __str__(self) -> str:
        """Write it as a line for a person."""
        such = "such as " if self.count > 1 else ""
        return f"{self.what} ({self.count:,}), {such}{self.example}: {self.why}"


class Remarks:
    """Collects what is passed over, and sentences on what was read otherwise than written."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[str, str], tuple[int, str]] = {}
        self._columns: dict[str, list[str]] = {}
        self.notes: list[str] = []

    def passed(self, what: str, why: str, example: str, count: int = 1) -> None:
        """Count some things that are not used; things of one kind for one reason are summed."""
        known, first = self._kinds.get((what, why), (0, example))
        if count:
            self._kinds[what, why] = known + count, first

    def column(self, name: str, why: str) -> None:
        """Name a column that is not used, once however many files have it."""
        names = self._columns.setdefault(why, [])
        if name not in names:
            names.append(name)

    def note(self, sentence: str) -> None:
        """Say once how something was read."""
        if printable(sentence) not in self.notes:
            self.notes.append(printable(sentence))

    def take(self, others: "Remarks") -> None:
        """Add what others have collected."""
        for (what, why), (count, example) in others._kinds.items():
            self.passed(what, why, example, count)
        for why, names in others._columns.items():
            for name in names:
                self.column(name, why)
        for sentence in others.notes:
            self.note(sentence)

    @property
    def count(self) -> int:
        """How many things were passed over, columns left aside."""
        return sum(count for count, _ in self._kinds.values())

    @property
    def passed_over(self) -> tuple[PassedOver, ...]:
        """All that was passed over, in the order it was met."""
        things = [(what, *seen, why) for (what, why), seen in self._kinds.items()]
        things += [
            ("columns", len(names), some((f"'{name}'" for name in names), _COLUMNS_NAMED), why)
            for why, names in self._columns.items()
        ]
        return tuple(
            PassedOver(what, count, why, printable(example)) for what, count, example, why in things
        )

    def __str__(self) -> str:
        """Write what was passed over as the end of an error's sentence; empty where nothing was."""
        lines = [" ".join(str(one).split()) for one in self.passed_over]
        return f" Passed over: {'; '.join(lines)}." if lines else ""


def printable(text: str) -> str:
    """Return a text that can be written as UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode()


def names_none(pictures: int) -> str:
    """Say of a table that it has no row for any of so many pictures."""
    one = "does not name the only picture"
    return one if pictures == 1 else f"names none of the {pictures:,} pictures"


def some(names: Iterable[str], most: int = 5) -> str:
    """Name a few of many."""
    listed = list(names)
    return ", ".join(listed[:most]) + (f" and {len(listed) - most:,} more" * (len(listed) > most))
