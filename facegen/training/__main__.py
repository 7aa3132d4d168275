"""Train a network on prepared faces: python -m facegen.training start | resume | list | export."""

import argparse
import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path

from facegen.command_line import Parser, number, run_command, whole_number
from facegen.data.store import FaceStore, open_store
from facegen.models.category_net import CategoryNetConfig
from facegen.training.config import TrainingConfig
from facegen.training.export import export
from facegen.training.losses import LOSSES
from facegen.training.machine import Machine
from facegen.training.presets import PRESETS
from facegen.training.runs import Run, find_runs
from facegen.training.session import train


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    return run_command(_parser(), arguments, lambda options: options.act(options))


def _start(options: argparse.Namespace) -> None:
    store = open_store(options.data)
    config = dataclasses.replace(PRESETS[options.preset], **_changes(options))
    config = _fitted(config, store)
    machine = Machine.prepare(config, options.device, options.threads)
    run = Run.create(options.run, config, store) if machine.world.leads else Run(options.run)
    machine.world.wait()
    train(run, config, machine)


def _resume(options: argparse.Namespace) -> None:
    run = Run.open(options.run)
    config = dataclasses.replace(run.config, **_changes(options))
    machine = Machine.prepare(config, options.device, options.threads)
    if machine.world.leads and config != run.config:
        run.write_config(config)
    machine.world.wait()
    train(run, config, machine)


def _list(options: argparse.Namespace) -> None:
    for run in find_runs(options.folder):
        lines = run.metrics()
        images = lines[-1]["images"] if lines else 0
        print(f"{run.folder}  {run.config.preset}  {images:,} images  {run.state}")


def _export(options: argparse.Namespace) -> None:
    model = export(Run.open(options.run), options.out)
    print(f"{options.out}: {model.family} after {model.facts['training']['images']:,} images")


def _fitted(config: TrainingConfig, store: FaceStore) -> TrainingConfig:
    """Tell a network of attributes which ones the store has."""
    if isinstance(config.model, CategoryNetConfig):
        model = dataclasses.replace(config.model, attributes=store.attribute_names)
        return dataclasses.replace(config, model=model)
    return config


def _changes(options: argparse.Namespace) -> dict[str, object]:
    """Return what the command line changes in a configuration."""
    names = {field.name for field in dataclasses.fields(TrainingConfig)} - {"preset", "model"}
    given = {name: v for name, v in vars(options).items() if name in names and v is not None}
    if "kimg" in given or "minutes" in given:
        given = {"kimg": None, "minutes": None, **given}
    return given


def _parser() -> Parser:
    parser = Parser(prog="python -m facegen.training", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    start = commands.add_parser("start", help="begin a new run")
    start.add_argument("--data", type=Path, required=True, help="a prepared store")
    start.add_argument("--run", type=Path, required=True, help="folder to make for the run")
    start.add_argument("--preset", choices=list(PRESETS), default="s")
    start.add_argument(
        "--seed", type=whole_number(0), help="of weights, batches, latents, augmentation"
    )
    start.add_argument("--batch", type=whole_number(1), help="images a step, over all processes")
    start.add_argument("--rate", type=number(0), help="learning rate")
    start.add_argument("--loss", choices=list(LOSSES))
    start.add_argument("--penalty", choices=["r1", "wgan", "none"])
    start.add_argument("--penalty-weight", type=number(0))
    start.add_argument(
        "--penalty-interval", type=whole_number(1), help="steps from one penalty to the next"
    )
    start.add_argument("--precision", choices=["float32", "bfloat16"])
    start.add_argument("--compile", action=argparse.BooleanOptionalAction, default=None)
    for name in ("metrics", "snapshot", "checkpoint"):
        start.add_argument(f"--{name}-kimg", type=number(0), help="thousand images between two")
    start.set_defaults(act=_start)
    resume = commands.add_parser("resume", help="go on with a run from its newest checkpoint")
    resume.add_argument("run", type=Path)
    resume.set_defaults(act=_resume)
    for command in (start, resume):
        command.add_argument("--kimg", type=number(0), help="budget, thousand training images")
        command.add_argument("--minutes", type=number(0), help="budget, minutes of training")
        command.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
        command.add_argument("--threads", type=whole_number(0), default=0, help="CPU threads")
    listing = commands.add_parser("list", help="list the runs in a folder")
    listing.add_argument("folder", type=Path, nargs="?", default=Path("runs"))
    listing.set_defaults(act=_list)
    out = commands.add_parser("export", help="write a run's generator as a checkpoint")
    out.add_argument("run", type=Path)
    out.add_argument("--out", type=Path, required=True, help="folder of the checkpoint")
    out.set_defaults(act=_export)
    return parser


if __name__ == "__main__":
    sys.exit(main())
