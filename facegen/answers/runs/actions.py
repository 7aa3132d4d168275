"""What can be done with a run from the page: offered by its state, permitted, done, told."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from facegen.answers.context import Context
from facegen.answers.runs import permission as guard
from facegen.answers.runs.reports import begin_report
from facegen.answers.runs.view import ShownState
from facegen.answers.runs.words import STATE_WORDS
from facegen.checks import whole
from facegen.counting import counted
from facegen.errors import QueryError
from facegen.training.jobs import jobs, steering, trash
from facegen.training.jobs.branches import checkpoint_of
from facegen.training.jobs.limits import Limits
from facegen.training.run.runs import Run

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,59}")
TWO_MINUTES = "two-minutes"


@dataclass(frozen=True)
class Offer:
    """A button.

    Attributes:
        what: Key of what it does.
        label: What it says.
        hint: What happens, in a sentence.
        sure: What it says when it must be pressed again; empty where once is enough.
    """

    what: str
    label: str
    hint: str
    sure: str = ""


PAUSE = Offer("pause", "Pause", "Saves, and keeps its place and its memory.")
PROCEED = Offer("proceed", "Go on", "Goes on where it waits.")
STOP = Offer("stop", "Stop", "Finishes the step, saves, and ends; can be resumed.")
KILL = Offer(
    "kill",
    "Stop at once",
    "Ends the process; what came after the last checkpoint is done again on resuming.",
    "Press again to stop at once",
)
RESUME = Offer("resume", "Resume", "Goes on from the newest checkpoint, bit for bit.")
LONGER = Offer("longer", "Train longer", "Goes on for half as long again.")
REPORT = Offer("report", "Evaluate", "Measures the newest checkpoint, in a process of its own.")
DELETE = Offer("delete", "Delete", "Moves it to the trash, for a week.", "Press again to delete it")

OFFERS: Mapping[ShownState, tuple[Offer, ...]] = {
    "queued": (Offer("stop", "Do not wait", "It can be resumed later."), DELETE),
    "starting": (STOP, KILL),
    "training": (PAUSE, STOP, KILL, REPORT),
    "paused": (PROCEED, STOP, KILL, REPORT),
    "silent": (STOP, KILL),
    "elsewhere": (Offer("stop", "Stop", "Cancels the job; what it sent last stays."),),
    "new": (RESUME, DELETE),
    "stopped": (RESUME, REPORT, DELETE),
    "interrupted": (RESUME, REPORT, DELETE),
    "failed": (RESUME, DELETE),
    "finished": (LONGER, REPORT, DELETE),
    "unreadable": (DELETE,),
    "recorded": (),
}

RESTARTS: tuple[ShownState, ...] = ("stopped", "interrupted", "failed", "finished")
"""States in which a run can go back to an earlier checkpoint."""


@dataclass(frozen=True)
class StateView:
    """How a state of a run is shown.

    Attributes:
        words: What it is called.
        offers: Its buttons, where anything may be done at all.
        restarts: Whether the run can go back to an earlier checkpoint.
    """

    words: str
    offers: tuple[Offer, ...]
    restarts: bool


STATES: Mapping[ShownState, StateView] = {
    state: StateView(words, OFFERS[state], state in RESTARTS)
    for state, words in STATE_WORDS.items()
}


@dataclass(frozen=True)
class Deed:
    """What was done.

    Attributes:
        text: In a sentence.
        run: Name of the run to watch from now on; None leaves the choice as it is.
        undo: What takes it back, for the action `undo`.
    """

    text: str
    run: str | None = None
    undo: str = ""


def act(context: Context, action: Mapping[str, Any], secret: str, store: str) -> Deed:
    """Do what a person asked for.

    Args:
        context: The datasets and runs.
        action: `what`, and the `run` it concerns.
        secret: What the person gave, where one is needed.
        store: Key of the chosen dataset.

    Raises:
        FacegenError: If it is not permitted, or cannot be done.
    """
    guard.permit(context.settings, secret)
    what = action.get("what")
    if what == TWO_MINUTES:
        return begin(context, secret, store, {"preset": TWO_MINUTES})
    if what == "undo":
        run = trash.restore(context.settings.runs_home, str(action.get("token")))
        context.watch.forget()
        return Deed(f"{run.folder.name} is back.", run.folder.name)
    if not isinstance(what, str) or what not in _DEEDS:
        raise QueryError(f"'{str(what)[:40]}' is nothing that can be done with a run.")
    watched = context.watch.find(str(action.get("run")))
    if watched.recorded:
        raise QueryError(f"{watched.name} is a recording: it can be looked at, not changed.")
    done = _DEEDS[what](context, watched.run, action)
    context.watch.forget()
    return done


def begin(
    context: Context,
    secret: str,
    store: str,
    options: Mapping[str, Any],
    name: str = "",
    origin: tuple[Run, int] | None = None,
    grow: bool = False,
) -> Deed:
    """Start a run, or let it wait for its turn.

    Args:
        context: The datasets and runs.
        secret: What the person gave, where one is needed.
        store: Key of the dataset to learn from.
        options: Of the run, see `facegen.training.run.presets.configure`.
        name: Of the run; empty finds one.
        origin: A run and the training images of its checkpoint to branch from; None begins anew.
        grow: Whether to grow from it to the size of a preset, which learns from the store's faces.

    Raises:
        FacegenError: If it is not permitted, or cannot be trained.
    """
    settings = context.settings
    guard.permit(settings, secret)
    limits = Limits.of(settings)
    settings.runs_home.mkdir(parents=True, exist_ok=True)
    if origin and not grow:
        folder = _free_folder(settings.runs_home, name, f"{origin[0].folder.name}-branch")
        run = jobs.branch(*origin, folder, options, wait=False, limits=limits)
    else:
        folder = _free_folder(settings.runs_home, name, str(options.get("preset", "run")))
        faces = context.population(store).store.folder
        smaller = checkpoint_of(*origin) if origin else None
        run = jobs.start(folder, faces, options, wait=False, limits=limits, grow=smaller)
    context.watch.forget()
    waits = run.state == "queued"
    told = "waits for its turn: one run trains at a time." if waits else "is starting."
    return Deed(f"{folder.name} {told}", folder.name)


def _free_folder(home: Path, name: str, otherwise: str) -> Path:
    """Return the folder of a new run.

    Raises:
        QueryError: If the name is none, or taken.
    """
    if name:
        if not NAME.fullmatch(name):
            raise QueryError(
                "The name of a run begins with a letter or digit and has at most 60 letters, "
                f"digits, spaces, dots, dashes and underscores, but is '{name[:80]}'."
            )
        if (home / name).exists():
            raise QueryError(f"There is a run named {name} already; choose another name.")
        return home / name
    number = 1
    while (home / f"{otherwise}-{number}").exists():
        number += 1
    return home / f"{otherwise}-{number}"


def _stop(context: Context, run: Run, action: Mapping[str, Any]) -> Deed:
    steering.ask_to_stop(run)
    return Deed("Stops after its step, and saves.")


def _kill(context: Context, run: Run, action: Mapping[str, Any]) -> Deed:
    steering.kill(run)
    return Deed("Stopped at once.")


def _pause(context: Context, run: Run, action: Mapping[str, Any]) -> Deed:
    steering.pause(run)
    return Deed("Pauses after its step.")


def _proceed(context: Context, run: Run, action: Mapping[str, Any]) -> Deed:
    steering.proceed(run)
    return Deed("Goes on.")


def _resume(context: Context, run: Run, action: Mapping[str, Any]) -> Deed:
    jobs.resume(run, wait=False, limits=Limits.of(context.settings))
    return Deed("Goes on from its newest checkpoint.")


def _longer(context: Context, run: Run, action: Mapping[str, Any]) -> Deed:
    budget = run.config.budget
    more = {budget.unit: math.ceil(1.5 * budget.amount)}
    jobs.resume(run, more, wait=False, limits=Limits.of(context.settings))
    return Deed("Goes on for half as long again.")


def _restart(context: Context, run: Run, action: Mapping[str, Any]) -> Deed:
    images = whole("Checkpoint", action.get("images"), 0, 2**53)
    jobs.restart(run, images, wait=False)
    return Deed(f"Goes on from {counted(images, 'image')}; what came after is forgotten.")


def _delete(context: Context, run: Run, action: Mapping[str, Any]) -> Deed:
    token = trash.delete(run)
    return Deed(f"{run.folder.name} is in the trash for a week.", undo=token)


def _report(context: Context, run: Run, action: Mapping[str, Any]) -> Deed:
    begin_report(run)
    return Deed("Being measured; the figures appear here.")


_DEEDS: Mapping[str, Callable[[Context, Run, Mapping[str, Any]], Deed]] = {
    "stop": _stop,
    "kill": _kill,
    "pause": _pause,
    "proceed": _proceed,
    "resume": _resume,
    "longer": _longer,
    "restart": _restart,
    "delete": _delete,
    "report": _report,
}
