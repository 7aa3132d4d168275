"""One sitting of a run, in a process of its own that needs nothing but torch and a few readers.

python -m facegen.training.sprint.sitting RUN
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from facegen.command_line import Parser, run_command
from facegen.training.engine.machine import Machine
from facegen.training.engine.session import train
from facegen.training.run.runs import Run


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = Parser(prog="python -m facegen.training.sprint.sitting", description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
    return run_command(parser, arguments, _act)


def _act(options: argparse.Namespace) -> None:
    run = Run.open(options.run)
    train(run, run.config, Machine.prepare(run.config, options.device))


if __name__ == "__main__":
    sys.exit(main())
