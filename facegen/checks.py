"""Numbers from outside, a browser, a link or the API, checked the one way."""

import math
from typing import Any

from facegen.errors import QueryError


def whole(name: str, value: Any, lowest: int, highest: int) -> int:
    """Return a whole number in a range.

    Args:
        name: What to call it in the error.
        value: Anything; whole floats, as a browser sends them, are taken.
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
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    if not fits or not math.isfinite(value) or not lowest <= value <= highest:
        shown = repr(value)[:40]
        raise QueryError(f"{name} must be {kind} from {lowest} to {highest}, but is {shown}.")
    return value
