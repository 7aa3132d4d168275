"""The command line of the training room: runs begun, watched, steered and made checkpoints of.

facegen training start --data bundled --run runs/quick --preset two-minutes
"""

import argparse
import sys
from collections.abc import Callable, Sequence
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
from facegen.training.run.budget import UNITS
from facegen.training.run.config import CHOICES, SWITCHES
from facegen.training.run.live import LIVE
from facegen.training.run.options import OPTIONS
from facegen.training.run.presets import PRESETS
from facegen.training.run.trackers import TRACKERS

ENGINE, LISTING = "facegen.training.commands", "facegen.training.listing"
JOB = "facegen.training.elsewhere.commands"

WORDS = {
    "loss": "what each network is told it did wrong",
    "penalty": "what keeps the discriminator smooth enough to learn from",
    "optimizer": "how weights follow their gradients",
    "precision": "of most arithmetic",
    "flip": "whether faces are seen mirrored too",
    "compile": "whether the networks are compiled first",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    return run_command(Parser(fill, prog="facegen training", description=__doc__), arguments)


def fill(parser: Parser) -> None:
    """Add the commands of this room."""
    parser.commands(
        {
            "start": Command("begin a new run", _start, f"{ENGINE}:start"),
            "resume": Command("go on from the newest checkpoint", _resume, f"{ENGINE}:resume"),
            "list": Command("list the runs in a folder", _list, f"{LISTING}:show"),
            "metrics": Command("say what a run measured", _metrics, f"{LISTING}:metrics"),
            "pause": Command("let a run wait after its step", _run, f"{LISTING}:pause"),
            "proceed": Command("let a paused run go on", _run, f"{LISTING}:proceed"),
            "stop": Command("end a run after its step, saved", _stop, f"{LISTING}:stop"),
            "change": Command("change settings while a run trains", _change, f"{LISTING}:change"),
            "restart": Command("go back to a checkpoint", _restart, f"{ENGINE}:restart"),
            "branch": Command("begin a new run at a checkpoint", _branch, f"{ENGINE}:branch"),
            "follow": Command("bring home what a job elsewhere sends", _follow, f"{JOB}:follow"),
            "delete": Command("move a run to the trash, for a week", _run, f"{LISTING}:delete"),
            "restore": Command("put a deleted run back", _restore, f"{LISTING}:restore"),
            "export": Command(
                "write a run's generator as a checkpoint", _export, f"{ENGINE}:write_checkpoint"
            ),
            "probe": Command("say how fast a run would be", _probe, f"{ENGINE}:probe"),
        }
    )


def _start(parser: Parser) -> None:
    learning = parser.add_argument_group("what to learn")
    learning.add_argument("--data", type=Path, required=True, metavar="STORE", help=STORE_HELP)
    learning.add_argument("--preset", choices=list(PRESETS), default="s", help="recipe")
    _grow(learning)
    learning.add_argument(
        "--detail",
        metavar="RUN",
        help="one that has grown so already: the larger blocks begin with its own, not anew, and a "
        "discriminator of patches too, where it is a run",
    )
    _choices(parser, "the preset's")
    output = parser.add_argument_group("output")
    output.add_argument(
        "--run", type=Path, required=True, metavar="RUN", help="folder to make for the run"
    )
    _sitting(parser)
    job = parser.add_argument_group("a machine of the Hugging Face Hub, which costs money")
    job.add_argument("--on", choices=["hf-jobs"], help="hand the run, its faces and this code over")
    job.add_argument("--flavor", help="kind of machine (default: t4-small)")
    job.add_argument(
        "--timeout",
        type=whole_number(5, 7 * 24 * 60),
        metavar="MINUTES",
        help="when the job ends at the latest (default: 60, or 15 more than --minutes)",
    )
    job.add_argument(
        "--repository",
        metavar="OWNER/NAME",
        help="private model repository to make for it (default: your name/facegen-RUN)",
    )


def _resume(parser: Parser) -> None:
    _run(parser)
    parser.add_argument(
        "--data", type=Path, metavar="STORE", help="where its store is now, if it has moved"
    )
    _options(parser.add_argument_group("budget"), UNITS)
    machine = _sitting(parser)
    machine.add_argument(
        "--niceness", type=whole_number(0, 19), default=0, metavar="N", help="let others go first"
    )


def _list(parser: Parser) -> None:
    parser.add_argument(
        "folder",
        type=Path,
        nargs="?",
        metavar="FOLDER",
        help="in which runs lie (default: where the page's do)",
    )


def _metrics(parser: Parser) -> None:
    _run(parser)
    parser.add_argument("--csv", action="store_true", help="print all of it as CSV")
    parser.add_argument(
        "--report-to", choices=TRACKERS, help="hand all of it to a library that draws curves"
    )
    parser.add_argument(
        "--follow", action="store_true", help="go on reporting while the run trains"
    )


def _run(parser: Parser, name: str = "run") -> None:
    parser.add_argument(name, type=Path, metavar="RUN", help="folder of the run")


def _stop(parser: Parser) -> None:
    _run(parser)
    parser.add_argument("--now", action="store_true", help="at once, back to its last checkpoint")


def _follow(parser: Parser) -> None:
    _run(parser)
    parser.add_argument("--stop", action="store_true", help="cancel its job first")
    parser.add_argument("--background", action="store_true", help="in a process of its own")


def _change(parser: Parser) -> None:
    _run(parser)
    _options(parser.add_argument_group("settings"), LIVE)


def _restart(parser: Parser) -> None:
    _run(parser)
    _at(parser)
    _threads(parser.add_argument_group("machine"))


def _branch(parser: Parser) -> None:
    _run(parser, "origin")
    _at(parser)
    parser.add_argument(
        "--run", type=Path, required=True, metavar="RUN", help="folder to make for the new run"
    )
    _choices(parser, "the other run's; a budget counts from its beginning")
    _threads(parser.add_argument_group("machine"))


def _at(parser: Parser) -> None:
    parser.add_argument(
        "--at", type=whole_number(0), required=True, metavar="IMAGES", help="of the checkpoint"
    )


def _restore(parser: Parser) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="folder of the runs")
    parser.add_argument("token", metavar="TOKEN", help="what `delete` said")


def _export(parser: Parser) -> None:
    _run(parser)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder of the checkpoint"
    )
    parser.add_argument(
        "--ema",
        type=number(0, 1e5),
        metavar="KIMG",
        help="half-life of the average, one of those kept (--ema-others-kimg of start)",
    )
    parser.add_argument(
        "--detail-share",
        type=number(0, 1),
        metavar="SHARE",
        help="how much to keep of what it learned beyond the detail it began with (--detail of "
        "start): between both where the last is too sharp",
    )
    parser.add_argument(
        "--discriminator", action="store_true", help="put it beside, to grow a larger run from"
    )


def _probe(parser: Parser) -> None:
    parser.add_argument("--data", type=Path, required=True, metavar="STORE", help=STORE_HELP)
    _grow(parser)
    parser.add_argument("--options", default="{}", metavar="JSON", help="of `start`, as JSON")
    parser.add_argument("--seconds", type=number(0.1, 60), default=4.0, help="of training steps")
    _machine(parser)


def _grow(parser: Parser | OptionGroup) -> None:
    """Let a command take what a new run begins with."""
    words = (
        f"a smaller run, or a checkpoint ({CHECKPOINT_HELP}), to begin with; detail128 takes one"
    )
    parser.add_argument("--grow", metavar="RUN", help=words)


def _choices(parser: Parser, default: str) -> None:
    """Let a command take what a new run may choose; else it has that of something else."""
    recipe = parser.add_argument_group(f"recipe (default: {default})")
    _options(recipe, [name for name in OPTIONS if name != "rate_generator"])
    for name, allowed in CHOICES.items():
        recipe.add_argument(
            f"--{name}", choices=[one for one in allowed if one != "pixel"], help=WORDS[name]
        )
    recipe.add_argument(
        "--ema-others-kimg",
        type=number(0, 1e5),
        nargs="+",
        metavar="KIMG",
        help="half-lives of further averages to keep (thousand images)",
    )
    for name in SWITCHES:
        recipe.add_argument(f"--{name}", action=argparse.BooleanOptionalAction, help=WORDS[name])


def _options(group: OptionGroup, names: Sequence[str]) -> None:
    for name in names:
        option = OPTIONS[name]
        bounds = option.lowest, option.highest
        kind: Callable[[str], float]
        kind = whole_number(*map(int, bounds)) if option.whole else number(*bounds)
        about = f"{option.words} ({option.allowed})".replace("%", "%%")
        group.add_argument(f"--{name.replace('_', '-')}", type=kind, metavar="N", help=about)


def _sitting(parser: Parser) -> OptionGroup:
    machine = _machine(parser)
    machine.add_argument("--background", action="store_true", help="in a process of its own")
    return machine


def _machine(parser: Parser) -> OptionGroup:
    machine = parser.add_argument_group("machine")
    machine.add_argument(
        "--device", choices=["auto", "cpu", "cuda"], default="auto", help="where to compute"
    )
    _threads(machine)
    return machine


def _threads(group: OptionGroup) -> None:
    group.add_argument(
        "--threads", type=whole_number(0), default=0, metavar="N", help="CPU threads; 0 means all"
    )


if __name__ == "__main__":
    sys.exit(main())
