"""Bring home what a job sends of a run, say how it goes, and stop it."""

import shutil
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from facegen.errors import HubError, TrainingError
from facegen.files import read_json
from facegen.hub.jobs import ENDED, Account, Job
from facegen.hub.refusals import GoneError, UnreachableError
from facegen.training.elsewhere.handing import RUN
from facegen.training.run.process import Ending
from facegen.training.run.runs import Run

EVERY_SEC = 15.0
LOOK_SEC = 0.2
STATE = ("state.json", "state.safetensors")
"""A checkpoint is whole when both are there."""
OURS = ("elsewhere.json", "console.txt", "run.lock")
ENDINGS: dict[str, Ending] = {"COMPLETED": "finished", "CANCELED": "stopped"}


def follow(
    run: Run,
    account: Account,
    stop: bool = False,
    every_sec: float = EVERY_SEC,
    say: Callable[[str], None] = print,
) -> Job:
    """Bring home what the job of a run sends until it has ended.

    While this goes on it has the run's lock, so that whoever stops the run by its folder stops
    this; it then cancels the job.

    Args:
        run: Handed over before.
        account: Of who did so, or may read there.
        stop: Whether to cancel the job at once.
        every_sec: How often to look.
        say: Told each new stage, and that the Hub cannot be reached.

    Returns:
        The job, ended.

    Raises:
        TrainingError: If no job trains the run, or somebody follows it already.
        HubError: If the Hub refuses for good.
    """
    handed = handed_over(run)
    job, known = Job(handed["job"], handed["owner"], "", "", handed["url"]), dict[str, str]()
    cancelled = lost = False
    with run.lock.held(), _asked(stop) as signals:
        while job.stage not in ENDED:
            try:
                newer = _look(account, job)
                if signals and not cancelled and newer.stage not in ENDED:
                    account.cancel(job.id, job.owner)
                    cancelled = True
                with suppress(*[GoneError] if newer.stage in ENDED else []):
                    bring(run, account, handed["repository"], known)
            except UnreachableError as error:
                if not lost:
                    say(f"{error} The job goes on all the same.")
                lost = True
                _wait(every_sec)
                continue
            lost = False
            if newer.stage != job.stage:
                _tell(run, f"Its job is {newer.stage}. {newer.message}".strip(), say)
            job = newer
            if job.stage not in ENDED:
                _wait(every_sec, [] if cancelled else signals)
        _conclude(run, account, job)
    return job


def handed_over(run: Run) -> dict[str, Any]:
    """Return what is known of the job that trains a run.

    Raises:
        TrainingError: If none does.
    """
    if not run.process.elsewhere:
        raise TrainingError(
            f"{run.folder} is trained by no job elsewhere, or that has ended; it is {run.state}. "
            "The Training tab shows a run of this machine as it goes, and this says how far it is: "
            f"python -m facegen.training metrics {run.folder}"
        )
    return run.process.elsewhere


def bring(run: Run, account: Account, repository: str, known: dict[str, str]) -> None:
    """Bring home the files of a run that are new or another, each whole or not at all.

    Args:
        run: Where to.
        account: That may read there.
        repository: Where from.
        known: What stood for each file's content last time; taken up to date.
    """
    commit, there = account.files(repository)
    files = {path: there[path] for path in there if PurePosixPath(path).parts[0] == RUN}
    whole = {
        path
        for path in files
        if "checkpoints" not in PurePosixPath(path).parts
        or all(f"{PurePosixPath(path).parent}/{name}" in files for name in STATE)
    }
    new = sorted(
        path
        for path in whole
        if known.get(path) != files[path] and PurePosixPath(path).name not in OURS
    )
    if not new:
        return
    brought = run.folder / ".partial-brought"
    shutil.rmtree(brought, ignore_errors=True)
    try:
        account.download(repository, commit, new, brought)
        _keep_store(run, brought / RUN)
        for checkpoint in sorted(brought.glob(f"{RUN}/checkpoints/[0-9]*")):
            place = run.folder / "checkpoints" / checkpoint.name
            if not place.exists():
                checkpoint.rename(place)
        for old in run.checkpoints()[: -run.config.keep_checkpoints]:
            shutil.rmtree(old)
        for path in new:
            _move(brought / path, run.folder / PurePosixPath(path).relative_to(RUN))
    finally:
        shutil.rmtree(brought, ignore_errors=True)
    known |= {path: files[path] for path in new}


def _keep_store(run: Run, brought: Path) -> None:
    """Let a run that learns from the very faces it was made for know where they are here."""
    ours, theirs = (read_json(folder / "store.json") for folder in (run.folder, brought))
    if theirs and theirs.get("fingerprint") == ours.get("fingerprint"):
        (brought / "store.json").unlink()


def _move(source: Path, place: Path) -> None:
    if source.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        source.replace(place)


def _look(account: Account, last: Job) -> Job:
    """Ask how a job is; one that is gone has ended."""
    try:
        return account.look(last.id, last.owner)
    except GoneError:
        return replace(last, stage="DELETED")


def _conclude(run: Run, account: Account, job: Job) -> None:
    """Write down that a job is over, and how the run ended where its job could not say so."""
    if not (run.folder / "ended.json").exists():
        run.process.end(ENDINGS.get(job.stage, "interrupted"))
        with suppress(HubError):  # of a job that is gone there is no log
            for line in account.last_lines(job.id, job.owner):
                _tell(run, line, lambda said: None)
    run.process.note_elsewhere(run.process.elsewhere | {"stage": job.stage, "ended": True})


def _tell(run: Run, words: str, say: Callable[[str], None]) -> None:
    """Say something, and leave it where the page shows it until the run has a log."""
    say(words)
    with (run.folder / "console.txt").open("a", encoding="utf-8") as file:
        file.write(words + "\n")


def _wait(seconds: float, signals: Sequence[int] = ()) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not signals:
        time.sleep(LOOK_SEC)


@contextmanager
def _asked(stop: bool) -> Iterator[list[int]]:
    """Yield a list that is empty until SIGTERM, or who called, asks for an end."""
    signals: list[int] = [signal.SIGTERM] if stop else []
    before = signal.signal(signal.SIGTERM, lambda number, frame: signals.append(number))
    try:
        yield signals
    finally:
        signal.signal(signal.SIGTERM, before)
