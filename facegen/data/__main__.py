"""The command line of the data room: stores of faces, made and examined.

facegen data prepare --source PATH --out STORE
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from facegen.command_line import STORE_HELP, Command, Parser, number, run_command, whole_number

COMMANDS = "facegen.data.commands"
SIZES_PX = (8, 1024)
CROPS = ("face", "square", "whole")
FORMS = ("webp", "avif")
"""As `prepare.SIZES_PX`, `pictures.CROPS` and `mosaics.FORMS` have them, which take Pillow to be
asked."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    return run_command(Parser(fill, prog="facegen data", description=__doc__), arguments)


def fill(parser: Parser) -> None:
    """Add the commands of this room."""
    parser.commands(
        {
            "list": Command("list the stores there are", _list, "facegen.data.listing:show"),
            "prepare": Command("make a store of pictures", _prepare, f"{COMMANDS}:prepare"),
            "describe": Command("say what is in a store", _describe, f"{COMMANDS}:describe"),
            "verify": Command("look for damage in a store's files", _verify, f"{COMMANDS}:verify"),
            "pack": Command("make a store small, to be carried: lossy", _pack, f"{COMMANDS}:pack"),
            "unpack": Command("make a store of packed faces", _unpack, f"{COMMANDS}:unpack"),
            "download": Command("fetch a data set from the Hub", _download, f"{COMMANDS}:download"),
        }
    )


def _list(parser: Parser) -> None:
    """Take no options."""


def _prepare(parser: Parser) -> None:
    parser.set_defaults(when_stopped="Stopped; the same command goes on from here.")
    pictures = parser.add_argument_group("pictures")
    pictures.add_argument(
        "--source",
        type=Path,
        required=True,
        metavar="PATH",
        help="CelebA as downloaded (folder, zip, Kaggle's, parquet), any folder of pictures, or "
        "the table in one",
    )
    pictures.add_argument(
        "--size",
        type=whole_number(*SIZES_PX),
        default=64,
        metavar="PIXELS",
        help="side of a face",
    )
    pictures.add_argument(
        "--crop",
        choices=CROPS,
        help="what of a picture to take (default: face for CelebA, square for other pictures)",
    )
    pictures.add_argument(
        "--limit", type=whole_number(1), metavar="N", help="take the first N pictures only"
    )
    output = parser.add_argument_group("output")
    output.add_argument(
        "--out", type=Path, required=True, metavar="STORE", help="folder of the store"
    )
    output.add_argument("--title", help="name of the store, as the page shows it")
    output.add_argument(
        "--force", action="store_true", help="prepare anew and replace the store at --out"
    )


def _describe(parser: Parser) -> None:
    parser.add_argument("store", type=Path, metavar="STORE", help=STORE_HELP)


def _verify(parser: Parser) -> None:
    parser.add_argument("store", type=Path, metavar="STORE", help=STORE_HELP)


def _pack(parser: Parser) -> None:
    parser.add_argument("store", type=Path, metavar="STORE", help=STORE_HELP)
    output = parser.add_argument_group("output")
    output.add_argument(
        "--out", type=Path, required=True, metavar="PARTS", help="folder of the parts"
    )
    output.add_argument(
        "--megabytes",
        type=number(0.1),
        default=40.0,
        metavar="MB",
        help="size of all files together",
    )
    output.add_argument("--form", choices=FORMS, default="webp", help="of the pictures")


def _unpack(parser: Parser) -> None:
    parser.add_argument("parts", type=Path, metavar="PARTS", help="folder of the parts")
    output = parser.add_argument_group("output")
    output.add_argument(
        "--out", type=Path, required=True, metavar="STORE", help="folder of the store"
    )


def _download(parser: Parser) -> None:
    parser.set_defaults(when_stopped="Stopped; the same command goes on from here.")
    parser.add_argument("repo", metavar="REPO", help="its id, such as flwrlabs/celeba")
    output = parser.add_argument_group("output")
    output.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to fill")


if __name__ == "__main__":
    sys.exit(main())
