"""The command line of the data room: prepare, describe, verify, download.

    python -m facegen.data prepare --source PATH --out STORE

Exit status: 0 done, 1 the store is damaged, 2 it cannot be done as asked, 130 stopped by Ctrl-C.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from facegen.command_line import OptionError, Parser, about, run_command, whole_number
from facegen.data.describe import describe, in_words
from facegen.data.detect import open_source
from facegen.data.pictures import CROPS
from facegen.data.prepare import SIZES_PX, prepare
from facegen.data.store import open_store
from facegen.data.verify import damage_of
from facegen.errors import DataError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: The words after the program's name; None takes this process's.

    Returns:
        The exit status.
    """
    return run_command(_parser(), arguments, _act, "Stopped; the same command goes on from here.")


def _act(options: argparse.Namespace) -> int:
    result, words, status = options.run(options)
    print(json.dumps(result) if options.json else words)
    return status


def _parser() -> Parser:
    parser = Parser(prog="python -m facegen.data", description="Make and examine stores of faces.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("prepare", help="make a store of pictures")
    command.set_defaults(run=_prepare)
    command.add_argument(
        "--source",
        type=Path,
        required=True,
        metavar="PATH",
        help="CelebA as downloaded (folder, zip, Kaggle's, parquet), or any folder of pictures",
    )
    command.add_argument("--out", type=Path, required=True, metavar="STORE")
    command.add_argument(
        "--size",
        type=whole_number(SIZES_PX[0], SIZES_PX[-1]),
        default=64,
        metavar="PIXELS",
        help="side of a face (default: 64)",
    )
    command.add_argument(
        "--crop",
        choices=CROPS,
        help="what of a picture to take (default: face for CelebA, square for other pictures)",
    )
    command.add_argument(
        "--limit", type=whole_number(1), metavar="N", help="take the first N pictures only"
    )
    command.add_argument("--title", help="name of the store, as the page shows it")
    command.add_argument(
        "--force", action="store_true", help="prepare anew and replace the store at --out"
    )
    command.add_argument("--json", action="store_true", help="print one JSON object")

    for name, run, explanation in (
        ("describe", _describe, "say what is in a store"),
        ("verify", _verify, "look for damage in a store's files"),
    ):
        command = commands.add_parser(name, help=explanation)
        command.set_defaults(run=run)
        command.add_argument("store", type=Path, metavar="STORE")
        command.add_argument("--json", action="store_true", help="print one JSON object")

    command = commands.add_parser("download", help="fetch a data set from the Hub")
    command.set_defaults(run=_download)
    command.add_argument("repo", metavar="REPO", help="its id, such as flwrlabs/celeba")
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


Outcome = tuple[dict[str, Any], str, int]
"""The result as JSON, the same in words, and the exit status."""


def _prepare(options: argparse.Namespace) -> Outcome:
    with about("--source"):
        source = open_source(options.source)
    if options.title:
        source = replace(source, title=options.title)
    with _Progress() as progress, about("--out"):
        try:
            prepare(
                source,
                options.out,
                options.size,
                options.crop,
                options.limit,
                force=options.force,
                progress=progress,
                say=lambda sentence: print(sentence, file=sys.stderr),
            )
        except DataError as error:
            raise OptionError(f"--source: {error}") from error
    summary = describe(open_store(options.out))
    return summary, in_words(summary), 0


class _Progress:
    """A bar with rate and time left, where somebody watches."""

    def __enter__(self) -> "_Progress":
        self._bar: tqdm | None = None
        return self

    def __call__(self, done: int, total: int) -> None:
        if self._bar is None:
            # disable=None shows nothing where standard error is no terminal.
            self._bar = tqdm(total=total, initial=done, unit=" pictures", disable=None)
        self._bar.update(done - self._bar.n)

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()


def _describe(options: argparse.Namespace) -> Outcome:
    with about("STORE"):
        summary = describe(open_store(options.store))
    return summary, in_words(summary), 0


def _verify(options: argparse.Namespace) -> Outcome:
    with about("STORE"):
        damage = damage_of(options.store)
    result = {"folder": str(options.store), "whole": not damage, "damage": damage}
    words = "\n".join(damage) or f"{options.store} is whole: every file fits its checksum."
    return result, words, 1 if damage else 0


def _download(options: argparse.Namespace) -> Outcome:
    # The Hub's client takes longer to import than all else here, and no other command needs it.
    room = importlib.import_module("facegen.data.download")
    with about("REPO"):
        folder = room.download(options.repo, options.out)
    words = f"{options.repo} is in {folder}"
    return {"repo": options.repo, "folder": str(folder)}, words, 0


if __name__ == "__main__":
    sys.exit(main())
