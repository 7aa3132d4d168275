"""What `start --on hf-jobs` and `follow` do; __main__.py of the room has their options."""

import argparse
import math
import shutil
import sys
from collections.abc import Callable
from functools import partial

from facegen.command_line import FAILED, OptionError, Outcome
from facegen.data.named import is_bundled
from facegen.data.store import FaceStore
from facegen.errors import HubError, TrainingError
from facegen.hub.jobs import Account, account_here
from facegen.hub.reach import require_name
from facegen.processes import launch_detached
from facegen.training.elsewhere import following
from facegen.training.elsewhere.handing import FLAVOR, MINUTES, SPARE_MINUTES, Order, hand_over
from facegen.training.run.config import TrainingConfig
from facegen.training.run.runs import Run

say = partial(print, file=sys.stderr)


def start(
    options: argparse.Namespace,
    config: TrainingConfig,
    store: FaceStore,
    plant: Callable[[Run], object],
) -> Outcome:
    """Hand a new run to a job on the Hub's machines, and follow it.

    Args:
        options: Of the command line.
        config: Of the run.
        store: Its faces.
        plant: Puts into its folder what it grows from, if it does.
    """
    minutes = options.timeout or math.ceil(max(MINUTES, (config.minutes or 0) + SPARE_MINUTES))
    account = account_here()
    repository = options.repository or f"{account.name()}/facegen-{options.run.absolute().name}"
    try:
        require_name(repository)
        order = Order(repository, options.flavor or FLAVOR, minutes)
        order.check(config.minutes)
    except (HubError, TrainingError) as error:
        raise OptionError(str(error)) from error
    run = Run.create(options.run, config, store)
    try:
        plant(run)
        faces = None if is_bundled(options.data) else store
        job = hand_over(run, faces, order, account, say)
    except BaseException:
        if not run.process.elsewhere:
            shutil.rmtree(run.folder, ignore_errors=True)
        raise
    say(f"The job is {job.url}; what it sends comes to {run.folder}.")
    return _followed(run, account, options, stop=False)


def follow(options: argparse.Namespace) -> Outcome:
    """Bring home what a run's job sends until it has ended."""
    run = Run.open(options.run)
    following.handed_over(run)  # before a token is asked for
    return _followed(run, account_here(), options, options.stop)


def _followed(run: Run, account: Account, options: argparse.Namespace, stop: bool) -> Outcome:
    if options.background:
        words = ("--stop",) if stop else ()
        launch_detached(
            *("facegen.training", "follow", str(run.folder), *words),
            console=run.folder / "follow.txt",
            variables={"HF_TOKEN": account.token},
        )
        return Outcome({"folder": str(run.folder)}, f"{run.folder} is followed in the background")
    options.when_stopped = (
        f"Nobody follows {run.folder} any more, but its job goes on, and costs. Follow it again, "
        f"or stop it: python -m facegen.training follow {run.folder} --stop"
    )
    job = following.follow(run, account, stop, following.EVERY_SEC, say)
    words = (
        f"{run.folder} is {run.state}; its job is {job.stage}. Delete its repository on the Hub "
        "when nothing of it is needed there."
    )
    well = job.stage in ("COMPLETED", "CANCELED")
    result = {"folder": str(run.folder), "state": run.state, "stage": job.stage, "url": job.url}
    return Outcome(result, words, 0 if well else FAILED)
