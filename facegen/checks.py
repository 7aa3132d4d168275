"""Numbers from outside, a browser, a link or the API, checked the one way."""

import difflib
import math
from collections.abc import Collection, Iterable
from numbers import Real
from typing import Any

from facegen.errors import QueryError


def whole(name: str, value: Any, lowest: int, highest: int) -> int:
    """Return a whole number in a range.

    Args:
        name: What to call it in the error.
        value: Anything; whole floats, as a browser sends them, and numpy's numbers are taken.
        lowest: Smallest that is allowed.
        highest: Largest that is allowed.

    Raises:
        QueryError: Naming it, the range and what was given.
    """
    number = real(name, value, lowest, highest, "a whole number")
    if number != int(number):
        raise QueryError(f"{name} must be a whole number, but is {value}.")
    return int(number)


def real(
    name: str, value: Any, lowest: float, highest: float, kind: str = "a number"
) -> int | float:
    """Return a finite number in a range.

    Raises:
        QueryError: Naming it, the range and what was given.
    """
    fits = issubclass(type(value), Real) and not isinstance(value, bool)
    # the range first: a whole number may be too large to be asked whether it is finite
    if not fits or not lowest <= value <= highest or not math.isfinite(value):
        raise QueryError(
            f"{name} must be {kind} from {lowest} to {highest}, but is {shown(value)}."
        )
    return value


def known_names(given: Iterable[Any], known: Collection[str], slips_only: bool = False) -> None:
    """Refuse names that nothing is called by, with the nearest that something is.

    Args:
        given: Of the fields of a link, a request or an object.
        known: Those that mean something.
        slips_only: Whether a name that is like none is passed over: links get fields of others,
            such as a site that counts its visitors.

    Raises:
        QueryError: Naming the first.
    """
    for name in map(str, given):
        if name in known:
            continue
        lower = {one.lower(): one for one in known}
        near = difflib.get_close_matches(name.lower(), lower, 1, cutoff=0.7)
        if near:
            raise QueryError(f"There is no field '{name[:40]}'; did you mean '{lower[near[0]]}'?")
        if not slips_only:
            raise QueryError(
                f"There is no field '{name[:40]}'; there are {', '.join(sorted(known))}."
            )


def shown(value: Any) -> str:
    """Write a value in short, which Python refuses for numbers of more than 4,300 digits."""
    far = isinstance(value, int) and abs(value) >= 10**30
    return "far outside of it" if far else ascii(value)[:40]
