"""What facegen's commands share: one shape of parser, of result and of exit status.

Status 0 is done, 1 a failure (what was asked for cannot be had or done), 2 a misuse (it was asked
for wrongly), 130 stopped by Ctrl-C, 141 nobody reads on. What is wrong is said in one line that
begins with the option. A command's options are added only where it is asked for, and what it does
is imported only where it runs, so that no command waits for what another needs.
"""

import argparse
import gc
import importlib
import json
import math
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from facegen.errors import EmptySelectionError, FacegenError, QueryError

FAILED, MISUSED, INTERRUPTED, UNREAD = 1, 2, 130, 141

CHECKPOINT_HELP = "a folder, the name of one that ships, or owner/name on the Hub"
STORE_HELP = "folder of a prepared store, or `bundled` for the faces that ship"


OptionGroup = argparse._ArgumentGroup
"""What `Parser.add_argument_group` returns."""


class OptionError(Exception):
    """How a command was misused, beginning with the option."""


@dataclass(frozen=True)
class Outcome:
    """What a command has to say.

    Attributes:
        result: What `--json` prints.
        words: The same for people.
        status: Exit status.
    """

    result: Any
    words: str
    status: int = 0


@dataclass(frozen=True)
class Command:
    """A command, or a room of commands.

    Attributes:
        help: What it does, in a few words.
        fill: Adds its options, or its own commands, to its parser.
        act: What it does, as `module:function`; takes the options and returns an `Outcome`. None
            for a room.
    """

    help: str
    fill: Callable[["Parser"], None]
    act: str | None = None


class _Help(argparse.HelpFormatter):
    """Adds the default to the help of an option that has one."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        without = (None, False, "", argparse.SUPPRESS)
        plain = any(action.default is one for one in without) or action.default == []
        if plain or not action.help or not action.option_strings or "default" in action.help:
            return action.help
        return f"{action.help} (default: %(default)s)"


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line that begins with the option, and leaves with status 2.

    Args:
        fill: Adds options, or commands, once the parser is used.
        values: As `argparse.ArgumentParser` takes them.
    """

    def __init__(self, fill: Callable[["Parser"], None] | None = None, **values: Any) -> None:
        super().__init__(formatter_class=_Help, **values)
        self._fill = fill

    def parse_known_args(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, args: Any = None, namespace: Any = None
    ) -> Any:
        """Add the options that are still to be added, and read the command line."""
        if self._fill:
            fill, self._fill = self._fill, None
            fill(self)
        return super().parse_known_args(args, namespace)

    def commands(self, table: Mapping[str, Command], required: bool = True) -> None:
        """Add commands; each takes `--json` beside its own options."""
        add = self.add_subparsers(title="commands", required=required, metavar="COMMAND").add_parser
        for name, command in table.items():
            add(
                name,
                help=command.help,
                description=f"{command.help[0].upper()}{command.help[1:]}.",
                fill=_with_json(command) if command.act else command.fill,
            )

    def error(self, message: str) -> NoReturn:
        """Leave with one line."""
        required = "the following arguments are required: "
        if message.startswith(required):
            message = f"{message.removeprefix(required)}: must be given"
        self.exit(MISUSED, message.removeprefix("argument ") + "\n")


def _with_json(command: Command) -> Callable[[Parser], None]:
    def fill(parser: Parser) -> None:
        parser.set_defaults(act=command.act)
        command.fill(parser)
        parser.add_argument("--json", action="store_true", help="print JSON")

    return fill


def run_command(
    parser: Parser,
    arguments: Sequence[str] | None = None,
    act: Callable[[argparse.Namespace], Outcome | None] | None = None,
) -> int:
    """Read the command line, act on it, say what came of it and return the exit status.

    Args:
        parser: Of the command line.
        arguments: The words after the program's name; None takes this process's.
        act: What to do; None takes what stands in the `Command` that was asked for.
    """
    options = parser.parse_args(arguments)
    try:
        outcome = (act or act_of(options))(options)
        if outcome:
            print(json.dumps(outcome.result) if options.json else outcome.words)
        sys.stdout.flush()
        return outcome.status if outcome else 0
    except (OptionError, FacegenError) as error:
        print(error, file=sys.stderr)
        return MISUSED if isinstance(error, OptionError) else FAILED
    except KeyboardInterrupt:
        print(getattr(options, "when_stopped", "Stopped."), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # What is still to be written goes nowhere; else Python complains when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD


def act_of(options: argparse.Namespace) -> Callable[[argparse.Namespace], Outcome | None]:
    """Import what the command that was asked for does."""
    module, _, name = options.act.partition(":")
    return getattr(imported(module), name)


def imported(name: str) -> ModuleType:
    """Import a module that brings many others, without looking for garbage meanwhile.

    Modules make hundreds of thousands of objects and drop few of them: a seventh of the seconds
    that gradio and torch take is spent looking through them again and again. Nor is what they made
    looked through later.
    """
    if name in sys.modules or not gc.isenabled():
        return importlib.import_module(name)
    gc.disable()
    try:
        return importlib.import_module(name)
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def about(option: str) -> Iterator[None]:
    """Name the option that an error of the engine is about.

    Raises:
        OptionError: In the place of a QueryError: no value of the option means that.
        FacegenError: In the place of any other: the value means something that cannot be had.
    """
    try:
        yield
    except FacegenError as error:
        misused = isinstance(error, QueryError) and not isinstance(error, EmptySelectionError)
        raise (OptionError if misused else FacegenError)(f"{option}: {error}") from error


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say what could not be written.

    Raises:
        FacegenError: In the place of an OSError.
    """
    try:
        yield
    except OSError as error:
        raise FacegenError(f"{path} cannot be written ({error.strerror or error}).") from error


@contextmanager
def misuse_if(*kinds: type[FacegenError]) -> Iterator[None]:
    """Take errors of some kinds for a misuse; they name the option themselves.

    Raises:
        OptionError: In their place.
    """
    try:
        yield
    except kinds as error:
        raise OptionError(str(error)) from error


def whole_number(lowest: int, highest: int | None = None) -> Callable[[str], int]:
    """Return a reader of whole numbers for an option.

    Args:
        lowest: Smallest that is allowed.
        highest: Largest that is allowed; None allows any.

    Returns:
        The reader, which raises argparse.ArgumentTypeError for all else.
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

    Returns:
        The reader, which raises argparse.ArgumentTypeError for all else.
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
