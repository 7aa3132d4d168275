"""What a run measured, for other programs: as CSV, or through the libraries that draw curves.

A tracker is fed from the run's folder, while the run trains or afterwards: training neither knows
of it nor waits for it. The libraries are extras, and imported where one is asked for.
"""

import csv
import importlib
import io
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Protocol

from facegen.errors import TrainingError
from facegen.metrics import Metric
from facegen.training.run.process import BUSY
from facegen.training.run.runs import Run

PROJECT = "facegen"
LOOK_SEC = 1.0


class Tracker(Protocol):
    """What takes lines of metrics."""

    def log(self, values: dict[str, float], images: int) -> None:
        """Take what was measured after so many training images."""

    def end(self) -> None:
        """Write what is still to be written."""


class _Curves:
    """Trackio or Weights & Biases, which are called the same way."""

    def __init__(self, library: str, run: Run) -> None:
        self._library = importlib.import_module(library)
        config = {key: str(value) for key, value in asdict(run.config).items()}
        self._library.init(project=PROJECT, name=run.folder.name, config=config)

    def log(self, values: dict[str, float], images: int) -> None:
        self._library.log(values, step=images)

    def end(self) -> None:
        self._library.finish()


class _TensorBoard:
    """TensorBoard, whose files lie in the run's folder."""

    def __init__(self, run: Run) -> None:
        library = importlib.import_module("torch.utils.tensorboard")
        self._writer = library.SummaryWriter(str(run.folder / "tensorboard"))

    def log(self, values: dict[str, float], images: int) -> None:
        for name, value in values.items():
            self._writer.add_scalar(name, value, images)

    def end(self) -> None:
        self._writer.close()


TRACKERS = ("trackio", "tensorboard", "wandb")


def open_tracker(name: str, run: Run) -> Tracker:
    """Open a tracker.

    Args:
        name: One of `TRACKERS`.
        run: Whose folder names it.

    Raises:
        TrainingError: If the library is not installed.
    """
    try:
        return _TensorBoard(run) if name == "tensorboard" else _Curves(name, run)
    except ModuleNotFoundError as error:
        raise TrainingError(
            f"{name} takes its library, which is not installed ({error.name} is "
            f"missing); pip install {name}."
        ) from error


def report_metrics(run: Run, tracker: Tracker, follow: bool = False) -> int:
    """Report every line of a run's metrics.

    Args:
        run: Read alone.
        tracker: Takes them, and is ended whatever happens.
        follow: Whether to go on for as long as the run trains or waits.

    Returns:
        How many lines.
    """
    count = 0
    try:
        for line in followed(run) if follow else run.metrics():
            values = {key: float(value) for key, value in line.items() if _is_number(value)}
            images = int(values.pop(Metric.IMAGES))
            tracker.log(values, images)
            count += 1
    finally:
        tracker.end()
    return count


def followed(run: Run) -> Iterator[dict[str, Any]]:
    """Yield the lines there are, and each that is added, until the run trains no more.

    Of a run that goes back to a checkpoint what it does over is left out.
    """
    last = -1
    while True:
        busy = run.state in (*BUSY, "queued")
        for line in run.metrics():
            if line[Metric.IMAGES] > last:
                last = line[Metric.IMAGES]
                yield line
        if not busy:
            return
        time.sleep(LOOK_SEC)


def csv_of(lines: Sequence[dict[str, Any]]) -> str:
    """Write lines of metrics as CSV, a column for each name that any of them has."""
    names = list(dict.fromkeys(name for line in lines for name in line))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
