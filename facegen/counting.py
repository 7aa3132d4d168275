"""How many of something, in words."""


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun, as it is said of so many.

    Args:
        count: How many.
        one: The noun for one.
        many: For any other number; "" means one with an s.
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
