"""python -m facegen.training start | resume | list."""

import argparse
import dataclasses
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from facegen.data.store import open_store
from facegen.errors import FacegenError
from facegen.training.config import TrainingConfig
from facegen.training.loop import Training
from facegen.training.machine import Machine
from facegen.training.presets import PRESETS
from facegen.training.runs import Run, find_runs
from facegen.training.state import Progress

log = logging.getLogger("facegen.training")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        options.act(options)
    except FacegenError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def start(options: argparse.Namespace) -> None:
    """Begin a new run."""
    config = dataclasses.replace(PRESETS[options.preset], **_changes(options))
    store = open_store(options.data)
    machine = Machine.prepare(config, options.device, options.threads)
    run = Run.create(options.run, config, store) if machine.world.leads else Run(options.run)
    machine.world.wait()
    _train(run, config, machine)


def resume(options: argparse.Namespace) -> None:
    """Go on with a run from its newest checkpoint."""
    run = Run.open(options.run)
    config = dataclasses.replace(run.config, **_changes(options))
    machine = Machine.prepare(config, options.device, options.threads)
    if machine.world.leads and config != run.config:
        run.write_config(config)
    _train(run, config, machine)


def show(options: argparse.Namespace) -> None:
    """List the runs in a folder."""
    for run in find_runs(options.folder):
        lines = run.metrics()
        images = lines[-1]["images"] if lines else 0
        state = "training" if run.lock.is_held else "resting"
        print(f"{run.folder}  {run.config.preset}  {images:,} images  {state}")


def _train(run: Run, config: TrainingConfig, machine: Machine) -> None:
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    if machine.world.leads:
        handlers.append(logging.FileHandler(run.folder / "log.txt", encoding="utf-8"))
    logging.basicConfig(
        level=logging.INFO if machine.world.leads else logging.ERROR,
        format="%(asctime)s %(message)s",
        handlers=handlers,
    )
    asked = False

    def ask(number: int, frame: object) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a second Ctrl-C ends at once

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    training = Training(run, config, machine, run.open_store())
    if run.checkpoints():
        training.restore(run.checkpoints()[-1])
        log.info("Going on after %s images.", f"{training.progress.images:,}")
    bar = tqdm(total=100, unit="%", disable=not machine.world.leads, bar_format=BAR)

    def tell(progress: Progress, values: dict[str, float]) -> None:
        bar.n = min(100, 100 * training.done)
        bar.set_postfix_str(f"{progress.images:,} images, {values['images_per_sec']:.0f}/s")

    with run.lock.held():
        training.train(lambda: asked, tell)
    bar.close()
    machine.world.leave()


BAR = "{percentage:5.1f}%|{bar}| {elapsed} {postfix}"


def _changes(options: argparse.Namespace) -> dict[str, object]:
    """Return what the command line changes in a configuration."""
    names = {field.name for field in dataclasses.fields(TrainingConfig)} - {"preset", "model"}
    given = {name: v for name, v in vars(options).items() if name in names and v is not None}
    if "kimg" in given or "minutes" in given:
        given = {"kimg": None, "minutes": None, **given}
    return given


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m facegen.training", description=__doc__)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("start", help="begin a new run")
    one.add_argument("--data", type=Path, required=True, help="a prepared store")
    one.add_argument("--run", type=Path, required=True, help="folder to make for the run")
    one.add_argument("--preset", choices=sorted(PRESETS), default="s")
    one.add_argument("--seed", type=int)
    one.add_argument("--batch", type=int, help="images a step, over all processes")
    one.add_argument("--rate", type=float, help="learning rate")
    one.add_argument("--loss")
    for name in ("metrics", "snapshot", "checkpoint"):
        one.add_argument(f"--{name}-kimg", type=float, help="thousand images between two")
    one.set_defaults(act=start)
    two = commands.add_parser("resume", help="go on with a run")
    two.add_argument("run", type=Path)
    two.set_defaults(act=resume)
    for command in (one, two):
        command.add_argument("--kimg", type=float, help="budget, thousand training images")
        command.add_argument("--minutes", type=float, help="budget, minutes of training")
        command.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
        command.add_argument("--threads", type=int, default=0, help="CPU threads")
    three = commands.add_parser("list", help="list the runs in a folder")
    three.add_argument("folder", type=Path, nargs="?", default=Path("runs"))
    three.set_defaults(act=show)
    return parser


if __name__ == "__main__":
    sys.exit(main())
