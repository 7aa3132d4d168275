"""What the commands of `python -m facegen.training` do; __main__.py reads their options."""

import argparse
import dataclasses
import json
from pathlib import Path
from typing import Any

import psutil

from facegen.config import Settings
from facegen.data.bundled import open_bundled
from facegen.data.store import FaceStore, open_store
from facegen.processes import core_count
from facegen.training.engine.grow import configure_grown, plant, read_smaller
from facegen.training.engine.machine import Machine
from facegen.training.engine.session import train
from facegen.training.jobs import jobs, trash
from facegen.training.jobs.probe import measure
from facegen.training.jobs.queue import advance
from facegen.training.outcome.export import export
from facegen.training.run.live import LIVE
from facegen.training.run.presets import CHOSEN, changed, configure
from facegen.training.run.runs import Run, find_runs


def start(options: argparse.Namespace) -> None:
    """Begin a new run, here or in a process of its own."""
    store = faces(options.data)
    if options.background:
        run = jobs.start(
            options.run, store.folder, chosen(options), options.threads, grow=options.grow
        )
        print(f"{run.folder} is {run.state}")
        return
    smaller = read_smaller(options.grow) if options.grow else None
    config = (
        configure_grown(chosen(options), store, smaller)
        if smaller
        else configure(chosen(options), store)
    )
    machine = Machine.prepare(config, options.device, options.threads)
    run = Run(options.run)
    if machine.world.leads:
        run = Run.create(options.run, config, store)
        if smaller:
            plant(run, smaller)
    _train(run, machine)


def resume(options: argparse.Namespace) -> None:
    """Go on with a run, here or in a process of its own."""
    run = Run.open(options.run)
    if options.background:
        jobs.resume(run, chosen(options), options.threads)
        print(f"{run.folder} is {run.state}")
        return
    if options.niceness:
        psutil.Process().nice(options.niceness)
    config = changed(run.config, chosen(options))
    machine = Machine.prepare(config, options.device, options.threads)
    if machine.world.leads and config != run.config:
        run.write_config(config)
    _train(run, machine)


def _train(run: Run, machine: Machine) -> None:
    machine.world.wait()
    try:
        train(run, run.config, machine)
    finally:
        if machine.world.leads:
            advance(run.folder.parent)


def show(options: argparse.Namespace) -> None:
    """List the runs of a folder."""
    for run in find_runs(options.folder):
        lines = run.metrics()
        images = lines[-1]["images"] if lines else 0
        print(f"{run.folder}  {run.config.preset}  {images:,} images  {run.state}")


def pause(options: argparse.Namespace) -> None:
    """Let a run wait."""
    jobs.pause(Run.open(options.run))


def proceed(options: argparse.Namespace) -> None:
    """Let a paused run go on."""
    jobs.proceed(Run.open(options.run))


def stop(options: argparse.Namespace) -> None:
    """End a run after its step, or at once."""
    run = Run.open(options.run)
    (jobs.kill if options.now else jobs.stop)(run)
    print(f"{run.folder} is {run.state}")


def change(options: argparse.Namespace) -> None:
    """Change settings of a run while it trains."""
    given = {name: vars(options)[name] for name in LIVE if vars(options)[name] is not None}
    jobs.change(Run.open(options.run), given)


def restart(options: argparse.Namespace) -> None:
    """Go back to a checkpoint of a run and on from there."""
    run = jobs.restart(Run.open(options.run), options.at, options.threads)
    print(f"{run.folder} is {run.state}")


def branch(options: argparse.Namespace) -> None:
    """Begin a new run at a checkpoint of another."""
    origin = Run.open(options.origin)
    run = jobs.branch(origin, options.at, options.run, chosen(options), options.threads)
    print(f"{run.folder} is {run.state}")


def delete(options: argparse.Namespace) -> None:
    """Move a run to the trash."""
    token = trash.delete(Run.open(options.run))
    home = options.run.absolute().parent
    print(f"To have it back: python -m facegen.training restore {home} {token}")


def restore(options: argparse.Namespace) -> None:
    """Put a deleted run back."""
    print(trash.restore(options.folder, options.token).folder)


def write_checkpoint(options: argparse.Namespace) -> None:
    """Write a run's generator as a checkpoint for use."""
    model = export(Run.open(options.run), options.out, options.discriminator, options.ema)
    print(f"{options.out}: {model.family} after {model.facts['training']['images']:,} images")


def probe(options: argparse.Namespace) -> None:
    """Say how fast a run would be, as JSON."""
    store = faces(options.data)
    config = configure(json.loads(options.options), store)
    machine = Machine.prepare(config, options.device, options.threads or core_count())
    print(json.dumps(dataclasses.asdict(measure(config, machine, store, options.seconds))))


def faces(path: Path) -> FaceStore:
    """Open a store, or the faces that ship with facegen, which are called `bundled`."""
    if path == Path("bundled") and not path.exists():
        return open_bundled(Settings.from_environment().home)
    return open_store(path)


def chosen(options: argparse.Namespace) -> dict[str, Any]:
    """Return what the command line says of a run."""
    names = {"preset", *CHOSEN}
    return {name: v for name, v in vars(options).items() if name in names and v is not None}


def folder(parser: argparse.ArgumentParser, name: str = "run") -> None:
    """Let a command take the folder of a run."""
    parser.add_argument(name, type=Path, help="folder of the run")
