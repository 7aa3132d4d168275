"""What facegen's commands share: one line for what is wrong, beginning with the option."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from facegen.errors import FacegenError


class OptionError(Exception):
    """What is wrong, beginning with the option it is wrong with."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line that begins with the option, and leaves with status 2."""

    def error(self, message: str) -> NoReturn:
        """Leave with one line."""
        required = "the following arguments are required: "
        if message.startswith(required):
            message = f"{message.removeprefix(required)}: must be given"
        self.exit(2, message.removeprefix("argument ") + "\n")


@contextmanager
def about(option: str) -> Iterator[None]:
    """Name the option that an error of the engine is about.

    Raises:
        OptionError: In the place of a FacegenError.
    """
    try:
        yield
    except FacegenError as error:
        raise OptionError(f"{option}: {error}") from error


def whole_number(lowest: int, highest: int | None = None) -> Callable[[str], int]:
    """Return a reader of whole numbers for an option.

    Args:
        lowest: Smallest that is allowed.
        highest: Largest that is allowed; None allows any.
    """
    wanted = f"from {lowest}" if highest is None else f"from {lowest} to {highest}"

    def read(text: str) -> int:
        fits = text.isascii() and text.isdigit() and lowest <= int(text)
        if not fits or (highest is not None and int(text) > highest):
            raise argparse.ArgumentTypeError(f"must be a whole number {wanted}, but is '{text}'")
        return int(text)

    return read


def share(text: str) -> float:
    """Read a number from 0 to 1 for an option."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"must be a number from 0 to 1, but is '{text}'")
    return number
