"""Links: the state of a tab as the query of an address, and back.

A link names only what differs from the page as it opens. Reading is strict: nonsense is refused
with a sentence. The page then keeps what is valid of the link, and shows the sentence of the rest.
"""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from facegen.attributes import Query
from facegen.checks import real, whole
from facegen.errors import FacegenError

MOST_TRIED = 100


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


def valid_part(
    fields: Mapping[str, str], read: Callable[[Mapping[str, str]], object]
) -> tuple[dict[str, str], list[str]]:
    """Keep what can be read of a link: whole fields, and of lists those of their items.

    Args:
        fields: Of the link, those first that others depend on.
        read: Raises a FacegenError where it can't read some fields.

    Returns:
        The fields that can be read together, and why each other one can't; beyond `MOST_TRIED`
        tries a field is left out without a word, which no link of ours comes near.
    """
    kept: dict[str, str] = {}
    reasons: list[str] = []
    tries = 0

    def reason_against(key: str, text: str) -> str:
        nonlocal tries
        tries += 1
        try:
            read({**kept, key: text})
        except FacegenError as error:
            return str(error)
        kept[key] = text
        return ""

    for key, text in fields.items():
        if tries >= MOST_TRIED:
            break
        reason = reason_against(key, text)
        if not reason:
            continue
        reasons.append(reason)
        items: list[str] = []
        for item in text.split(",") if "," in text else ():
            if tries < MOST_TRIED and not reason_against(key, ",".join([*items, item])):
                items.append(item)
    return kept, reasons
