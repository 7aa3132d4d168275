"""What a job does with a run that was handed over: unpack, train, send its folder home.

python -m facegen.training.elsewhere.sitting OWNER/NAME --minutes 60
"""

import argparse
import logging
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from facegen.command_line import FAILED, Outcome, Parser, number, run_command
from facegen.data.named import BUNDLED, store_named
from facegen.data.packing import unpack
from facegen.errors import HubError
from facegen.hub.jobs import Account, account_here, matching
from facegen.hub.refusals import UnreachableError
from facegen.processes import launch
from facegen.training.elsewhere.handing import FACES, RUN
from facegen.training.run.runs import Run

LOOK_SEC = 0.5
CHECKPOINT_SEC = 600.0
"""How often a checkpoint travels, which is large and stays in the repository's history."""
RESERVED_SEC, LEAST_SHARE = 300.0, 0.6
"""Of the job's time, to fetch packages before, and to save and send the end: what is not sent when
it is over is lost. Of a short job's time this share is for training all the same."""
LAST_TRIES_SEC = (5.0, 15.0, 30.0, 60.0)
MINE = ("run.lock", "launched.json", "queue.json", "pause", "console.txt", "wanted", ".*")
"""What of a run's folder concerns this machine alone."""

log = logging.getLogger(__name__)


class Sending:
    """A run's folder, sent home from time to time.

    Args:
        run: The run.
        account: Whose repository it is.
        repository: Where to.
    """

    def __init__(self, run: Run, account: Account, repository: str) -> None:
        self.run, self.account, self.repository = run, account, repository
        self._outbox = run.folder.with_name("outbox")
        self._sent_checkpoint, self._at = "", time.monotonic()

    def send(self, last: bool = False) -> None:
        """Send what is there now, the newest checkpoint among it if it is time.

        Raises:
            HubError: If it cannot be sent.
            OSError: If a file vanished meanwhile.
        """
        shutil.rmtree(self._outbox, ignore_errors=True)
        ignored = shutil.ignore_patterns(*MINE, "checkpoints")
        shutil.copytree(self.run.folder, self._outbox, ignore=ignored)
        newest = (self.run.checkpoints() or [None])[-1]
        due = last or not self._sent_checkpoint or time.monotonic() - self._at > CHECKPOINT_SEC
        sends = newest is not None and due and newest.name != self._sent_checkpoint
        if newest is not None and sends:
            shutil.copytree(newest, self._outbox / "checkpoints" / newest.name)
        superseded = ("checkpoints/*",) if sends else ()
        self.account.upload(self.repository, self._outbox, RUN, superseded)
        if newest is not None and sends:
            self._sent_checkpoint, self._at = newest.name, time.monotonic()

    def send_last(self) -> None:
        """Send how it ended, with patience.

        Raises:
            HubError: If it cannot be sent all the same.
        """
        for wait in LAST_TRIES_SEC:
            try:
                return self.send(last=True)
            except (UnreachableError, OSError) as error:
                log.error("%s Trying again in %.0f s.", error, wait)
                time.sleep(wait)
        self.send(last=True)


def sit(repository: str, minutes: float, every_sec: float, home: Path) -> int:
    """Train a run that was handed over, and send its folder home until it has ended.

    Args:
        repository: Where it was handed over, and is sent to.
        minutes: After which the job is ended from outside.
        every_sec: How often the folder is sent.
        home: An empty folder to work in.

    Returns:
        The exit status of training.
    """
    over = time.monotonic() + max(60 * minutes - RESERVED_SEC, 60 * minutes * LEAST_SHARE)
    account = account_here()
    commit, files = account.files(repository)
    account.download(repository, commit, matching(files, f"{RUN}/*", f"{FACES}/*"), home)
    packed = home / FACES
    store = unpack(packed, home / "store") if packed.exists() else store_named(BUNDLED)
    run = Run.open(home / RUN)
    run.write_store(store)
    signals: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: signals.append(number))
    sending = Sending(run, account, repository)
    with launch("facegen.training", "resume", str(run.folder)) as training:
        due = time.monotonic() + every_sec
        while (status := _waited(training)) is None:
            if signals or time.monotonic() > over:
                training.terminate()  # it saves and ends
                signals.clear()
                over = float("inf")
            if time.monotonic() > due:
                try:
                    sending.send()
                except (HubError, OSError) as error:
                    log.error("%s The run goes on.", error)
                due = time.monotonic() + every_sec
    sending.send_last()
    return status


def _waited(process: subprocess.Popen) -> int | None:
    try:
        return process.wait(LOOK_SEC)
    except subprocess.TimeoutExpired:
        return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    parser = Parser(prog="python -m facegen.training.elsewhere.sitting", description=__doc__)
    parser.add_argument("repository", metavar="OWNER/NAME", help="where the run was handed over")
    parser.add_argument("--minutes", type=number(1), default=60.0, help="until the job is ended")
    parser.add_argument("--every", type=number(0.1), default=60.0, help="seconds between sendings")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return run_command(parser, arguments, _act)


def _act(options: argparse.Namespace) -> Outcome:
    home = Path("job").absolute()
    home.mkdir()
    status = sit(options.repository, options.minutes, options.every, home)
    return Outcome({"status": status}, f"Training ended with {status}.", FAILED if status else 0)


if __name__ == "__main__":
    sys.exit(main())
