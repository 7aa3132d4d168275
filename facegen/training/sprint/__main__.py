"""Train at 128 px for ten minutes on a machine with a GPU, and bring home what came of it.

    python -m facegen.training.sprint PARTS --out OUT --seconds 590
    python -m facegen.training.sprint PARTS --out OUT2 --from OUT --seconds 590

What works on the GPU does so in processes of its own, so that one that fails, hangs or runs out of
memory costs seconds and not the rest: this one keeps the time, decides, and writes OUT.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from facegen.command_line import Parser, number, run_command
from facegen.errors import TrainingError
from facegen.training.sprint.course import Course
from facegen.training.sprint.supervisor import Sprint


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = Parser(prog="python -m facegen.training.sprint", description=__doc__)
    parser.add_argument("parts", type=Path, help="what `python -m facegen.data pack` made")
    parser.add_argument("--out", type=Path, required=True, help="folder of what came of it")
    parser.add_argument("--seconds", type=number(20), default=590.0, help="for all of it")
    parser.add_argument("--from", dest="origin", type=Path, help="OUT of a sprint to go on from")
    parser.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
    parser.add_argument(
        "--compile",
        choices=["auto", "off"],
        default="auto",
        help="whether compiled networks are tried meanwhile, and used if faster",
    )
    parser.add_argument(
        "--rehearse", action="store_true", help="tiny networks, to see that all of it works here"
    )
    return run_command(parser, arguments, _act)


def _act(options: argparse.Namespace) -> None:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    # What is left on a machine that goes away with the command is no loss; elsewhere it is.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        sprint = Sprint(
            out=options.out,
            work=Path(work),
            course=Course(options.seconds, options.device, options.rehearse),
            compiling=options.compile == "auto",
        )
        if not sprint(options.parts, options.origin):
            raise TrainingError(
                f"There are no weights to bring home; {options.out} and the lines above say why."
            )


if __name__ == "__main__":
    sys.exit(main())
