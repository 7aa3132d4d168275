"""The command line of the evaluation room: how good is it, does it copy?

facegen evaluation report CHECKPOINT --store STORE
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from facegen.command_line import (
    CHECKPOINT_HELP,
    STORE_HELP,
    Command,
    OptionGroup,
    Parser,
    number,
    run_command,
    whole_number,
)

COMMANDS = "facegen.evaluation.commands"
LEAST_IMAGES = 200
"""`measure.FEWEST`, which is not imported to read a command line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    return run_command(Parser(fill, prog="facegen evaluation", description=__doc__), arguments)


def fill(parser: Parser) -> None:
    """Add the commands of this room."""
    parser.commands(
        {
            "report": Command(
                "measure everything beside its floor, and write the card",
                _report,
                f"{COMMANDS}:report",
            ),
            "progress": Command(
                "set a checkpoint beside earlier ones of its run", _progress, f"{COMMANDS}:progress"
            ),
            "truncation": Command(
                "measure what truncation gives and takes", _truncation, f"{COMMANDS}:truncation"
            ),
            "nearest": Command(
                "draw the samples nearest to training faces", _nearest, f"{COMMANDS}:nearest"
            ),
        }
    )


def _report(parser: Parser) -> None:
    _add_subject(parser)
    measuring = _add_measuring(parser)
    measuring.add_argument("--light", action="store_true", help="2,048 pictures a side, a minute")
    measuring.add_argument(
        "--images",
        type=whole_number(LEAST_IMAGES),
        metavar="N",
        help="pictures a side, at most (default: 16,384)",
    )
    measuring.add_argument(
        "--baseline",
        nargs="+",
        default=[],
        metavar="CHECKPOINT",
        help="evaluated checkpoints to stand beside",
    )
    output = parser.add_argument_group("output")
    output.add_argument(
        "--out", type=Path, metavar="DIR", help="folder to write to (default: the checkpoint)"
    )
    output.add_argument("--seen", default="", help="what you saw in the samples, for the card")


def _progress(parser: Parser) -> None:
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help="folder of the last of them")
    measuring = _add_measuring(parser)
    measuring.add_argument(
        "--earlier", nargs="+", required=True, metavar="CHECKPOINT", help="others, oldest first"
    )
    measuring.add_argument(
        "--bar", type=number(0.1, 1000), default=12.0, help="distance to ask the way to"
    )


def _truncation(parser: Parser) -> None:
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help="folder of one with latents")
    measuring = _add_measuring(parser)
    measuring.add_argument(
        "--at",
        nargs="+",
        type=number(0.1, 2),
        default=[0.5, 0.6, 0.7, 0.8, 0.9],
        metavar="SHARE",
        help="truncations to measure beside 1 (default: 0.5 to 0.9)",
    )
    measuring.add_argument(
        "--images",
        type=whole_number(LEAST_IMAGES),
        default=2048,
        metavar="N",
        help="samples at each (default: 2,048)",
    )


def _nearest(parser: Parser) -> None:
    _add_subject(parser)
    measuring = _add_measuring(parser)
    measuring.add_argument(
        "--images", type=whole_number(1), default=1000, metavar="N", help="samples to look through"
    )
    output = parser.add_argument_group("output")
    output.add_argument("--out", type=Path, required=True, metavar="FILE.png", help="to write")


def _add_subject(parser: Parser) -> None:
    parser.add_argument("checkpoint", nargs="?", metavar="CHECKPOINT", help=CHECKPOINT_HELP)
    parser.add_argument(
        "--samples", type=Path, metavar="PATH", help="pictures instead: a folder or .npy file"
    )


def _add_measuring(parser: Parser) -> OptionGroup:
    measuring = parser.add_argument_group("measuring")
    measuring.add_argument("--store", type=Path, required=True, metavar="STORE", help=STORE_HELP)
    measuring.add_argument(
        "--network", default="attributes", metavar="CHECKPOINT", help="attribute network"
    )
    return measuring


if __name__ == "__main__":
    sys.exit(main())
