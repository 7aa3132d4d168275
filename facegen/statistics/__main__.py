"""The command line of the statistics room: average faces, and samples of the models.

facegen statistics face STORE --require Male --statistic median --out face.png
facegen statistics sample STORE --model eigenfaces --count 64 --out samples.png
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from facegen.command_line import (
    STORE_HELP,
    Command,
    OptionGroup,
    Parser,
    run_command,
    share,
    whole_number,
)
from facegen.statistics.samplers.eigenface_index import COMPONENTS
from facegen.statistics.samplers.pixel_kernels import MOST_SEED
from facegen.statistics.samplers.samplers import SAMPLERS

STATISTICS = ("mean", "median", "std", "quantile")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    return run_command(Parser(fill, prog="facegen statistics", description=__doc__), arguments)


def fill(parser: Parser) -> None:
    """Add the commands of this room."""
    parser.commands(
        {
            "face": Command(
                "write one statistic of the faces that match a query",
                _face,
                "facegen.statistics.commands:face",
            ),
            "sample": Command(
                "draw faces from a model of those that match a query",
                _sample,
                "facegen.statistics.commands:sample",
            ),
        }
    )


def _face(parser: Parser) -> None:
    faces = _add_faces(parser)
    faces.add_argument("--sample", type=whole_number(1), metavar="N", help="N of them at random")
    faces.add_argument(
        "--balance", metavar="ATTRIBUTE=SHARE", help="give an attribute a share of its own"
    )
    statistic = parser.add_argument_group("statistic")
    statistic.add_argument("--statistic", choices=STATISTICS, default="mean", help="which")
    statistic.add_argument(
        "--quantile", type=share, metavar="Q", help="which quantile, 0 to 1 (default: 0.5)"
    )
    _add_output(parser)


def _sample(parser: Parser) -> None:
    _add_faces(parser)
    model = parser.add_argument_group("model")
    model.add_argument("--model", choices=SAMPLERS, default="eigenfaces", help="which")
    model.add_argument(
        "--count", type=whole_number(1, 10_000), default=64, metavar="N", help="faces to draw"
    )
    model.add_argument(
        "--patch",
        type=whole_number(1),
        default=8,
        metavar="PX",
        help="side of a patch, for `patches`",
    )
    model.add_argument(
        "--components",
        type=whole_number(1, COMPONENTS),
        metavar="K",
        help="eigenfaces to draw along, for `eigenfaces` (default: 128, or all if there are fewer)",
    )
    _add_output(parser)


def _add_faces(parser: Parser) -> OptionGroup:
    parser.add_argument("store", type=Path, metavar="STORE", help=STORE_HELP)
    faces = parser.add_argument_group("faces")
    faces.add_argument("--require", default="", metavar="A,B", help="attributes they must have")
    faces.add_argument("--exclude", default="", metavar="C,D", help="and must not have")
    faces.add_argument(
        "--seed", type=whole_number(0, MOST_SEED), default=0, metavar="N", help="of what is random"
    )
    return faces


def _add_output(parser: Parser) -> None:
    output = parser.add_argument_group("output")
    output.add_argument("--out", type=Path, required=True, metavar="FILE.png", help="to write")


if __name__ == "__main__":
    sys.exit(main())
