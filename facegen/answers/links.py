"""Links: the state of a tab as the query of an address, and back.

A link names only what differs from the page as it opens. Reading is strict: a link with nonsense in
it is refused with a sentence, never half obeyed.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from facegen.attributes import Query
from facegen.checks import real, whole


def link_to(tab: str, fields: Mapping[str, str | int | float | None]) -> str:
    """Write a link.

    Args:
        tab: The tab it opens.
        fields: What to restore; None and the empty text are left out.
    """
    kept = {key: value for key, value in fields.items() if value not in (None, "")}
    return "?" + urlencode({"tab": tab, **kept}, safe=",")


def query_fields(query: Query, suffix: str = "") -> dict[str, str]:
    """Write a query as the fields `with` and `without`."""
    return {
        f"with{suffix}": ",".join(query.required),
        f"without{suffix}": ",".join(query.excluded),
    }


def read_query(fields: Mapping[str, str], suffix: str = "") -> Query:
    """Read a query from the fields `with` and `without`."""
    return Query(
        *(
            tuple(name for name in fields.get(key + suffix, "").split(",") if name)
            for key in ("with", "without")
        )
    )


def read_int(fields: Mapping[str, str], key: str, lowest: int, highest: int) -> int | None:
    """Read a whole number; None where the link has none.

    Raises:
        QueryError: If it is no whole number or out of range.
    """
    number = _number(fields, key)
    return None if number is None else whole(key, number, lowest, highest)


def read_float(fields: Mapping[str, str], key: str, lowest: float, highest: float) -> float | None:
    """Read a number; None where the link has none.

    Raises:
        QueryError: If it is no number or out of range.
    """
    number = _number(fields, key)
    return None if number is None else float(real(key, number, lowest, highest))


def _number(fields: Mapping[str, str], key: str) -> float | str | None:
    """Return the number a field holds, or its text where that is none."""
    text = fields.get(key)
    try:
        return None if text is None else float(text)
    except ValueError:
        return text
