"""Train a network on prepared faces: python -m facegen.training start | stop | branch | ..."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from facegen.command_line import Parser, number, run_command, whole_number
from facegen.training import commands
from facegen.training.run.config import CHOICES
from facegen.training.run.live import LIVE
from facegen.training.run.options import OPTIONS
from facegen.training.run.presets import PRESETS

BUDGET = ("kimg", "minutes")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    return run_command(_parser(), arguments, lambda options: options.act(options))


def _parser() -> Parser:
    parser = Parser(prog="python -m facegen.training", description=__doc__)
    add = parser.add_subparsers(required=True, metavar="COMMAND").add_parser

    start = _command(add("start", help="begin a new run"), commands.start)
    start.add_argument("--data", type=Path, required=True, help="a prepared store, or `bundled`")
    start.add_argument("--run", type=Path, required=True, help="folder to make for the run")
    start.add_argument("--preset", choices=list(PRESETS), default="s")
    start.add_argument(
        "--grow", type=Path, metavar="RUN", help="a smaller run or checkpoint to begin with"
    )
    _choices(start)
    _sitting(start)

    resume = _command(add("resume", help="go on from the newest checkpoint"), commands.resume)
    commands.folder(resume)
    _options(resume, BUDGET)
    _sitting(resume)
    resume.add_argument(
        "--niceness", type=whole_number(0, 19), default=0, help="let others go first"
    )

    listing = _command(add("list", help="list the runs in a folder"), commands.show)
    listing.add_argument("folder", type=Path, nargs="?", default=Path("runs"))
    for name, act, about in (
        ("pause", commands.pause, "let a run wait after its step"),
        ("proceed", commands.proceed, "let a paused run go on"),
        ("delete", commands.delete, "move a run to the trash, for a week"),
    ):
        commands.folder(_command(add(name, help=about), act))
    stop = _command(add("stop", help="end a run after its step, saved"), commands.stop)
    commands.folder(stop)
    stop.add_argument("--now", action="store_true", help="at once, back to its last checkpoint")

    change = _command(add("change", help="change settings while a run trains"), commands.change)
    commands.folder(change)
    _options(change, LIVE)

    restart = _command(add("restart", help="go back to a checkpoint"), commands.restart)
    commands.folder(restart)
    branch = _command(add("branch", help="begin a new run at a checkpoint"), commands.branch)
    commands.folder(branch, "origin")
    branch.add_argument("--run", type=Path, required=True, help="folder to make for the new run")
    _choices(branch)
    for command in (restart, branch):
        command.add_argument("--at", type=whole_number(0), required=True, help="its images")
        _threads(command)

    restore = _command(add("restore", help="put a deleted run back"), commands.restore)
    restore.add_argument("folder", type=Path, help="folder of the runs")
    restore.add_argument("token", help="what `delete` said")

    out = _command(
        add("export", help="write a run's generator as a checkpoint"), commands.write_checkpoint
    )
    commands.folder(out)
    out.add_argument("--out", type=Path, required=True, help="folder of the checkpoint")
    out.add_argument(
        "--ema",
        type=number(0, 1e5),
        metavar="KIMG",
        help="half-life of the average, one of those kept (--ema-others-kimg of start)",
    )
    out.add_argument(
        "--discriminator", action="store_true", help="put it beside, to grow a larger run from"
    )

    probe = _command(add("probe", help="say how fast a run would be"), commands.probe)
    probe.add_argument("--data", type=Path, required=True, help="a prepared store, or `bundled`")
    probe.add_argument("--options", default="{}", help="of `start`, as JSON")
    probe.add_argument("--seconds", type=number(0.1, 60), default=4.0, help="of training steps")
    _threads(probe)
    return parser


def _command(
    parser: argparse.ArgumentParser, act: Callable[[argparse.Namespace], None]
) -> argparse.ArgumentParser:
    parser.set_defaults(act=act)
    return parser


def _choices(parser: argparse.ArgumentParser) -> None:
    """Let a command take what a new run may choose."""
    _options(parser, [name for name in OPTIONS if name != "rate_generator"])
    for name, allowed in CHOICES.items():
        parser.add_argument(f"--{name}", choices=[one for one in allowed if one != "pixel"])
    parser.add_argument(
        "--ema-others-kimg",
        type=number(0, 1e5),
        nargs="+",
        help="half-lives of further averages to keep (thousand images)",
    )
    for name in ("flip", "compile"):
        parser.add_argument(f"--{name}", action=argparse.BooleanOptionalAction, default=None)


def _options(parser: argparse.ArgumentParser, names: Sequence[str]) -> None:
    for name in names:
        option = OPTIONS[name]
        bounds = option.lowest, option.highest
        kind = whole_number(*map(int, bounds)) if option.whole else number(*bounds)
        about = f"{option.title} ({option.unit})" if option.unit else option.title
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, help=about)


def _sitting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--background", action="store_true", help="in a process of its own")
    _threads(parser)


def _threads(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
    parser.add_argument("--threads", type=whole_number(0), default=0, help="CPU threads")


if __name__ == "__main__":
    sys.exit(main())
