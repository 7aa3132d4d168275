"""What the commands of `facegen training` do that need the engine; __main__.py has their options.

What lists and tidies runs needs no torch and stands in listing.py.
"""

import argparse
import dataclasses
import importlib
import json
from pathlib import Path
from typing import Any

from facegen import strict_json
from facegen.command_line import OptionError, Outcome, about, misuse_if
from facegen.counting import counted
from facegen.data.named import store_named
from facegen.errors import FacegenError, TrainingError
from facegen.models.named import folder_of
from facegen.processes import core_count, give_way
from facegen.training.engine.grow import configure_run, plant, read_smaller
from facegen.training.engine.machine import Machine
from facegen.training.engine.session import train
from facegen.training.jobs import jobs
from facegen.training.jobs.probe import measure
from facegen.training.jobs.queue import advance
from facegen.training.listing import outcome
from facegen.training.outcome.export import export
from facegen.training.run.presets import CHOSEN, changed
from facegen.training.run.runs import Run


def start(options: argparse.Namespace) -> Outcome:
    """Begin a new run, here or in a process of its own."""
    _check_place(options)
    with about("--data"):
        store = store_named(options.data)
    grow = _grown_from(options.grow, "--grow")
    detail = _grown_from(options.detail, "--detail")
    if detail and not grow:
        raise OptionError("--detail: goes with --grow, which says what is to get this detail.")
    smaller = read_smaller(grow, detail) if grow else None
    with misuse_if(TrainingError):
        config = configure_run(chosen(options), store, smaller)
    if options.on:
        room = importlib.import_module("facegen.training.elsewhere.commands")
        return room.start(options, config, store, lambda run: smaller and plant(run, smaller))
    if options.background:
        return outcome(
            jobs.start(
                options.run,
                store.folder,
                chosen(options),
                options.threads,
                grow=grow,
                detail=detail,
            )
        )
    machine = Machine.prepare(config, options.device, options.threads)
    run = Run(options.run)
    if machine.world.leads:
        run = Run.create(options.run, config, store)
        if smaller:
            plant(run, smaller)
    return _train(run, machine)


def _check_place(options: argparse.Namespace) -> None:
    """Refuse what is for another machine than the one that is to train."""
    of_jobs = [name for name in ("flavor", "timeout", "repository") if getattr(options, name)]
    if of_jobs and not options.on:
        raise OptionError(f"--{of_jobs[0]}: goes with --on, which says where the run trains.")
    if options.on and (options.device != "auto" or options.threads):
        raise OptionError(
            "--device and --threads are for a run on this machine; a job takes all there is of its "
            "own. Leave them out, or choose another --flavor."
        )
    _check_process(options)


def _check_process(options: argparse.Namespace) -> None:
    """Refuse what a process of its own chooses by itself."""
    usual = {"device": "auto", "niceness": 0}
    chosen = [name for name, value in usual.items() if vars(options).get(name, value) != value]
    if options.background and chosen:
        raise OptionError(
            f"--{chosen[0]}: is for a run in this process; one of its own takes a GPU where there "
            "is one, and lets others go first. Leave it out, or --background."
        )


def resume(options: argparse.Namespace) -> Outcome:
    """Go on with a run, here or in a process of its own."""
    run = Run.open(options.run)
    if run.process.elsewhere:
        raise TrainingError(
            f"{run.folder} trains on another machine; follow it by: python -m facegen.training "
            f"follow {run.folder}"
        )
    _check_process(options)
    run.lock.require_free()
    before = run.config
    with misuse_if(TrainingError):
        config = changed(before, chosen(options))
    if options.data:
        with about("--data"):
            moved = store_named(options.data)
        run.move_store(moved)
    if options.background:
        jobs.resume(run, chosen(options), options.threads)
        return outcome(run)
    if options.niceness:
        give_way(options.niceness)
    machine = Machine.prepare(config, options.device, options.threads)
    if machine.world.leads and config != before:
        run.write_config(config)
    return _train(run, machine)


def _train(run: Run, machine: Machine) -> Outcome:
    machine.world.wait()
    try:
        train(run, run.config, machine)
    finally:
        if machine.world.leads:
            advance(run.folder.parent)
    return outcome(run)


def restart(options: argparse.Namespace) -> Outcome:
    """Go back to a checkpoint of a run and on from there."""
    return outcome(jobs.restart(Run.open(options.run), options.at, options.threads))


def branch(options: argparse.Namespace) -> Outcome:
    """Begin a new run at a checkpoint of another."""
    origin = Run.open(options.origin)
    before = origin.config
    with misuse_if(TrainingError):
        changed(before, chosen(options))
    run = jobs.branch(origin, options.at, options.run, chosen(options), options.threads)
    return outcome(run)


def write_checkpoint(options: argparse.Namespace) -> Outcome:
    """Write a run's generator as a checkpoint for use."""
    model = export(
        Run.open(options.run),
        options.out,
        options.discriminator,
        options.ema,
        options.detail_share,
    )
    images = model.facts["training"]["images"]
    result = {"folder": str(options.out), "family": model.family, "images": images}
    return Outcome(result, f"{options.out}: {model.family} after {counted(images, 'image')}")


def probe(options: argparse.Namespace) -> Outcome:
    """Say how fast a run would be, as JSON with or without `--json`."""
    with about("--data"):
        store = store_named(options.data)
    grow = _grown_from(options.grow, "--grow")
    smaller = read_smaller(grow) if grow else None
    given = _object(options.options)
    with misuse_if(FacegenError), about("--options"):
        config = configure_run(given, store, smaller)
    machine = Machine.prepare(config, options.device, options.threads or core_count())
    estimate = dataclasses.asdict(measure(config, machine, store, options.seconds))
    return Outcome(estimate, json.dumps(estimate))


def _object(text: str) -> dict[str, Any]:
    try:
        values = strict_json.parse(text)
    except ValueError as error:
        raise OptionError(
            f"--options: must be JSON, but {text[:40]!r} is none: {error}."
        ) from error
    if not isinstance(values, dict):
        raise OptionError(f"--options: must be an object, but is {text[:40]!r}.")
    return values


def _grown_from(name: str | None, option: str) -> Path | None:
    """Return the folder of what a new run begins with, fetched from the Hub where it has to be."""
    with about(option):
        return folder_of(name) if name else None


def chosen(options: argparse.Namespace) -> dict[str, Any]:
    """Return what the command line says of a run."""
    names = {"preset", *CHOSEN}
    return {name: v for name, v in vars(options).items() if name in names and v is not None}
