"""One sitting of a run: logging, signals and the progress bar around the loop."""

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from facegen.counting import counted
from facegen.errors import FacegenError
from facegen.progress_bar import ProgressBar
from facegen.training.engine.loop import Training
from facegen.training.engine.machine import Machine
from facegen.training.run.config import TrainingConfig
from facegen.training.run.process import Ending
from facegen.training.run.runs import Run

log = logging.getLogger(__name__)

NOT_IN_HALF = (
    "bfloat16 was asked for, but this processor has no AVX-512, without which it is slow or "
    "refused; computing in float32."
)

BAR = "{percentage:5.1f}%|{bar}| {elapsed} {postfix}"


def train(run: Run, config: TrainingConfig, machine: Machine) -> None:
    """Train a run until its budget is spent or somebody asks for an end.

    SIGTERM and Ctrl-C let the step end, save and return; a second Ctrl-C ends at once.

    Raises:
        FacegenError: If it cannot go on; the run's log then says so too.
    """
    world = machine.world
    with _logged(run, world.leads), _stop_signals() as signals, _held(run, world.leads) as outcome:
        try:
            if world.leads:
                run.write_machine(machine.facts)
            if machine.precision != config.precision:
                log.info("%s", NOT_IN_HALF)
            done = _sit(Training(run, config, machine, run.open_store()), world.leads, signals)
            outcome.append("finished" if done else "stopped")
        except FacegenError as error:
            log.error("%s", error)
            raise
        except Exception as error:
            log.exception("The trace of what went wrong:")
            log.error("It ended by an error in facegen, or for want of memory: %s", _brief(error))
            raise
        finally:
            world.leave()


def _sit(training: Training, shown: bool, signals: list[int]) -> bool:
    """Train behind a progress bar until done or asked to stop; return whether it is done."""
    with ProgressBar(1000, "", bar_format=BAR, disable=None if shown else True) as bar:

        def progress(share: float) -> None:
            bar.set_postfix_str(f"{counted(training.progress.images, 'image')}", refresh=False)
            bar(min(1.0, share))

        return training.train(lambda: bool(signals), progress)


@contextmanager
def _held(run: Run, leads: bool) -> Iterator[list[Ending]]:
    """Hold the run; yield a list that takes how the sitting ended, and write that down."""
    outcome: list[Ending] = []
    if not leads:
        yield outcome
        return
    with run.lock.held():
        run.process.begin()
        try:
            yield outcome
        except KeyboardInterrupt:
            outcome.append("interrupted")
            raise
        finally:
            # A full disk may keep this from being written; the state is then `interrupted`.
            with suppress(OSError):
                run.process.end(outcome[0] if outcome else "failed")


def _brief(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0][:200]}"


@contextmanager
def _logged(run: Run, leads: bool) -> Iterator[None]:
    """Say what happens on the terminal and in the run's log.txt, once over all processes."""
    room = logging.getLogger("facegen")
    room.setLevel(logging.INFO)
    handlers: list[logging.Handler] = []
    if leads:
        handlers = [
            logging.StreamHandler(),
            logging.FileHandler(run.folder / "log.txt", encoding="utf-8"),
        ]
    for handler in handlers:
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
        room.addHandler(handler)
    try:
        yield
    finally:
        for handler in handlers:
            room.removeHandler(handler)
            handler.close()


@contextmanager
def _stop_signals() -> Iterator[list[int]]:
    """Yield a list that is empty until a signal asks for an end."""
    signals: list[int] = []

    def ask(number: int, frame: object) -> None:
        signals.append(number)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield signals
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
