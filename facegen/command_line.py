"""What facegen's commands share: one line for what is wrong, beginning with the option."""

import argparse
import math
import sys
from collections.abc import Callable, Iterator, Sequence
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


def run_command(
    parser: Parser,
    arguments: Sequence[str] | None,
    act: Callable[[argparse.Namespace], int | None],
    when_stopped: str = "Stopped.",
) -> int:
    """Read the command line, act on it and return the exit status.

    Args:
        parser: Of the command line.
        arguments: The words after the program's name; None takes this process's.
        act: What to do; returns the exit status, None for 0.
        when_stopped: Said on Ctrl-C.

    Returns:
        What `act` returns; 2 if it cannot be done as asked, 130 if stopped by Ctrl-C.
    """
    options = parser.parse_args(arguments)
    try:
        return act(options) or 0
    except (OptionError, FacegenError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(when_stopped, file=sys.stderr)
        return 130


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


def number(lowest: float, highest: float = math.inf) -> Callable[[str], float]:
    """Return a reader of finite numbers for an option.

    Args:
        lowest: Smallest that is allowed.
        highest: Largest that is allowed; infinity allows any.
    """
    wanted = f"of at least {lowest:g}" if highest == math.inf else f"from {lowest:g} to {highest:g}"

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and lowest <= value <= highest):
            raise argparse.ArgumentTypeError(f"must be a number {wanted}, but is '{text}'")
        return value

    return read


share = number(0, 1)
"""Reads a number from 0 to 1 for an option."""
