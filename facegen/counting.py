"""How many of something, and what share, in words."""


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun, as it is said of so many.

    Args:
        count: How many.
        one: The noun for one.
        many: For any other number; "" means one with an s.
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def percent(share: float, digits: int = 0) -> str:
    """Write a share as the SI does, with a space before the sign.

    Args:
        share: 1 is all.
        digits: After the point.
    """
    return f"{100 * share:.{digits}f} %"
