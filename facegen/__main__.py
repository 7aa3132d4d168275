"""The `facegen` command: the page, or one of the rooms' commands.

facegen                                  # opens the page
facegen data prepare --source PATH --out STORE
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from facegen import __version__
from facegen.command_line import (
    CHECKPOINT_HELP,
    Command,
    OptionError,
    Outcome,
    Parser,
    act_of,
    run_command,
    whole_number,
)

PAGE = "facegen.ui.start:open_page"
ROOMS = {
    "data": "make and examine stores of faces",
    "statistics": "average faces, and draw others from models of them",
    "latent": "draw the faces of a generator, and learn its sliders",
    "training": "train a generator, and steer runs",
    "evaluation": "measure a generator, and look for copies",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    parser = Parser(
        _fill,
        prog="facegen",
        description="Explore how faces are distributed and generated. Without a command, the page "
        "opens; its settings in the environment stand in the README.",
    )
    return run_command(parser, arguments, _act)


def _fill(parser: Parser) -> None:
    parser.set_defaults(act=PAGE, json=False)
    parser.add_argument("--version", action="version", version=f"facegen {__version__}")
    page = parser.add_argument_group("the page")
    page.add_argument(
        "--host",
        dest="page_host",
        metavar="ADDRESS",
        help="to listen on (default: GRADIO_SERVER_NAME, else 127.0.0.1)",
    )
    page.add_argument(
        "--port",
        dest="page_port",
        type=whole_number(1, 65535),
        metavar="N",
        help="to listen on (default: GRADIO_SERVER_PORT, else 7860)",
    )
    page.add_argument(
        "--store",
        dest="page_stores",
        action="append",
        type=Path,
        metavar="STORE",
        help="prepared store to show first; may be given several times",
    )
    page.add_argument(
        "--checkpoint",
        dest="page_checkpoints",
        action="append",
        metavar="CHECKPOINT",
        help=f"generator to show first, {CHECKPOINT_HELP}; may be given several times",
    )
    page.add_argument(
        "--no-browser",
        dest="page_alone",
        action="store_true",
        help="open no browser (none is opened either where this is no terminal with a screen)",
    )
    page.add_argument(
        "--mcp",
        dest="page_mcp",
        action="store_true",
        help="let programs use it as tools, at /mcp (default: FACEGEN_MCP, else off)",
    )
    parser.commands(
        {name: Command(help, lambda p, name=name: _room(name, p)) for name, help in ROOMS.items()},
        required=False,
    )


def _room(name: str, parser: Parser) -> None:
    importlib.import_module(f"facegen.{name}.__main__").fill(parser)


def _act(options: argparse.Namespace) -> Outcome | None:
    given = [name for name, value in vars(options).items() if name.startswith("page_") and value]
    if given and options.act != PAGE:
        raise OptionError("COMMAND: the options before it are the page's; give none of them.")
    return act_of(options)(options)


if __name__ == "__main__":
    sys.exit(main())
