"""The command line of the latent room: faces of seeds, and what their sliders need.

facegen latent sample celeba128 --seeds 0-63 --out faces
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from facegen.command_line import CHECKPOINT_HELP, Command, Parser, number, run_command, whole_number

LEARNED_FACES, ENCODED_FACES, MOST_SEEDS = 16_000, 32_000, 1 << 16
"""As `discovery.FaceCounts`, `encoding.FACES` and `sound_seeds` have them, which need torch to be
asked."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    return run_command(Parser(fill, prog="facegen latent", description=__doc__), arguments)


def fill(parser: Parser) -> None:
    """Add the commands of this room."""
    parser.commands(
        {
            "list": Command("list the generators there are", _list, "facegen.latent.listing:show"),
            "sample": Command("write one PNG a seed", _sample, "facegen.latent.commands:sample"),
            "project": Command(
                "find the face nearest to a photo",
                _project,
                "facegen.latent.photo.commands:project",
            ),
            "directions": Command(
                "learn what to add to a style, and measure it",
                lambda parser: _learned(parser, LEARNED_FACES, 100),
                "facegen.latent.commands:directions",
            ),
            "encoder": Command(
                "train what makes a projection's first guess",
                lambda parser: _learned(parser, ENCODED_FACES, 64),
                "facegen.latent.commands:encoder",
            ),
            "sound": Command(
                "find the seeds whose faces hold together",
                _sound,
                "facegen.latent.commands:sound",
            ),
            "export": Command(
                "write a network as ONNX, for other programs and for browsers",
                _export,
                "facegen.latent.commands:export",
            ),
            "page": Command(
                "write an explorer of a generator as one HTML file",
                _page,
                "facegen.ui.latent.explorer.commands:page",
            ),
        }
    )


def _list(parser: Parser) -> None:
    """Take no options."""


def _sample(parser: Parser) -> None:
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help=CHECKPOINT_HELP)
    faces = parser.add_argument_group("faces")
    faces.add_argument("--seeds", default="0-63", help="such as 0-63 or 1,5,9")
    faces.add_argument(
        "--truncation", type=number(-2, 2), default=1.0, help="0 mean face, 1 untruncated"
    )
    faces.add_argument(
        "--sound", action="store_true", help="leave out seeds whose faces fall apart"
    )
    output = parser.add_argument_group("output")
    output.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write to")


def _project(parser: Parser) -> None:
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help=CHECKPOINT_HELP)
    parser.add_argument("photo", type=Path, metavar="PHOTO", help="JPEG, PNG, WebP, AVIF, GIF, BMP")
    looking = parser.add_argument_group("looking")
    looking.add_argument(
        "--steps", type=whole_number(0, 2000), default=150, metavar="N", help="of optimisation"
    )
    looking.add_argument(
        "--tune", action="store_true", help="then tune the generator to it, and keep the difference"
    )
    looking.add_argument(
        "--network", default="attributes", metavar="CHECKPOINT", help="attribute network"
    )
    output = parser.add_argument_group("output")
    output.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write to")


def _learned(parser: Parser, faces: int, fewest: int) -> None:
    learning = _looking(parser, "learning")
    learning.add_argument(
        "--faces", type=whole_number(fewest), default=faces, metavar="N", help="to learn from"
    )


def _sound(parser: Parser) -> None:
    looking = _looking(parser, "looking")
    looking.add_argument(
        "--seeds", type=whole_number(100, MOST_SEEDS), default=8192, metavar="N", help="from 0 on"
    )
    looking.add_argument(
        "--share", type=number(1, 100), default=75, metavar="PERCENT", help="of them to keep"
    )
    looking.add_argument(
        "--truncation", type=number(-2, 2), default=0.7, help="0 mean face, 1 untruncated"
    )


def _looking(parser: Parser, title: str) -> Any:
    """Add what every command takes that looks at a generator's faces; return a group for more."""
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help=CHECKPOINT_HELP)
    group = parser.add_argument_group(title)
    group.add_argument(
        "--network", default="attributes", metavar="CHECKPOINT", help="attribute network"
    )
    output = parser.add_argument_group("output")
    output.add_argument(
        "--out", type=Path, metavar="DIR", help="a copy to write to, not the checkpoint itself"
    )
    return group


def _export(parser: Parser) -> None:
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help=CHECKPOINT_HELP)
    output = parser.add_argument_group("output")
    output.add_argument(
        "--out", type=Path, metavar="DIR", help="folder to write to (default: CHECKPOINT/onnx)"
    )


def _page(parser: Parser) -> None:
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help=CHECKPOINT_HELP)
    output = parser.add_argument_group("output")
    output.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="HTML file to write"
    )
    output.add_argument(
        "--space",
        action="store_true",
        help="write README.md too: both are a static Space",
    )


if __name__ == "__main__":
    sys.exit(main())
