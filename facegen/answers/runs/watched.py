"""A run as every browser sees it: read again when one of its files has changed.

Metrics are appended to, so of them only what is new is read; all else is small.
"""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from facegen import strict_json
from facegen.answers.runs.milestones import Milestones, narrate
from facegen.answers.runs.reports import report_of, report_stamp
from facegen.answers.runs.view import Mark, RunBrief, RunView, Snapshot
from facegen.answers.runs.words import explain_run
from facegen.charts.training_curves import curves
from facegen.counting import counted
from facegen.errors import FacegenError, TrainingError, without_paths
from facegen.metrics import Metric
from facegen.training.run.budget import Budget
from facegen.training.run.options import OPTIONS
from facegen.training.run.process import BUSY
from facegen.training.run.runs import Run
from facegen.wire import to_json

GRID_FORMS = (".png", ".webp")
NARRATED = "two-minutes"
"""The preset of which it is told as it goes what it has got right."""


@dataclass
class Metrics:
    """The lines of a growing file, of which only what is new is read.

    Attributes:
        path: The file.
        lines: What it held when last read.
    """

    path: Path
    lines: list[dict[str, Any]] = field(default_factory=list)
    _identity: tuple[int, int, bytes] = (0, 0, b"")
    _offset: int = 0

    def read(self) -> list[dict[str, Any]]:
        """Take in what was added; a file written anew, as after going back, is read whole."""
        try:
            with self.path.open("rb") as file:
                now = os.fstat(file.fileno())
                # with its first line: a number of a deleted file is soon given to another
                identity = (now.st_dev, now.st_ino, file.readline())
                if identity != self._identity or now.st_size < self._offset:
                    self._identity, self._offset, self.lines = identity, 0, []
                file.seek(self._offset)
                added = file.read()
        except FileNotFoundError:
            self.lines, self._offset = [], 0
            return self.lines
        whole = added[: added.rfind(b"\n") + 1]
        self._offset += len(whole)
        # A new list: the old one may be being drawn.
        try:
            self.lines = self.lines + [_line(text) for text in whole.splitlines()]
        except ValueError as error:
            self._identity = (0, 0, b"")  # next time it is read whole
            raise TrainingError(
                f"{self.path} is damaged: a line of it is no line of metrics ({error}). Restart "
                "the run from a checkpoint, which writes it anew."
            ) from error
        return self.lines


class WatchedRun:
    """A run as it was when last looked at.

    Args:
        run: The run.
        recorded: Whether it is a recording, which ships beside the checkpoint it led to.
    """

    def __init__(self, run: Run, recorded: bool = False) -> None:
        self.run, self.recorded = run, recorded
        self.name = f"{run.folder.parent.name}-recorded" if recorded else run.folder.name
        self.stamp: tuple = ()
        self.brief = RunBrief(self.name, "new", "")
        self._metrics, self._milestones = Metrics(run.metrics_path), Milestones(run)
        self._drawn: dict[float, RunView] = {}

    def look(self) -> None:
        """Read the run again if one of its files has changed, and its sign of life anyway.

        Raises:
            FileNotFoundError: If one of them is not there, now or for good.
        """
        stamp: tuple = ()
        try:
            stamp = self._stamp_now()
            if stamp != self.stamp:
                self._read()
                self.stamp = stamp
            if self.brief.state in BUSY:
                self._follow()
            to_json(self.brief)  # raises where there is no writing it
        except FileNotFoundError:
            raise  # it may be going back or be deleted, and is looked at again
        except Exception as error:
            self.give_up(error)
            self.stamp = stamp

    def _read(self) -> None:
        lines = self._metrics.read()
        newest = lines[-1] if lines else {Metric.IMAGES: 0, Metric.SECONDS: 0.0}
        config, kept = self.run.config, self.run.checkpoints()
        faces = self.run.faces
        self.brief = RunBrief(
            name=self.name,
            state="recorded" if self.recorded else self.run.state,
            words=without_paths(self.run.last_words),
            preset=config.preset,
            images=max(int(newest[Metric.IMAGES]), int(kept[-1].name) if kept else 0),
            seconds=newest[Metric.SECONDS],
            faces=str(faces["title"]),
            trained_on=int(faces["trained_on"]),
            done=self.run.done,
            kimg=config.kimg,
            minutes=config.minutes,
            pace=newest.get(Metric.IMAGES_PER_SEC),
            seconds_left=newest.get(Metric.SECONDS_LEFT),
        )
        self._drawn = {}  # last: who draws meanwhile what was before keeps it in the old one

    def give_up(self, error: Exception) -> None:
        """Show that the run cannot be read, and why; what is damaged may be of any kind."""
        told = str(error) if isinstance(error, FacegenError | OSError) else ""
        words = told or (
            "A file of this run holds what facegen does not write there "
            f"({type(error).__name__}: {ascii(str(error))[1:81]})."
        )
        self.brief = RunBrief(self.name, "unreadable", without_paths(words))
        self.stamp, self._drawn = (), {}

    def _follow(self) -> None:
        """Take over how far the process is by now: there is a line of metrics far more seldom."""
        beat, known = self.run.heartbeat, self.brief
        if beat is None or beat.images < known.images:
            return
        pace = beat.images_per_sec or known.pace
        budget = Budget.of(known.kimg, known.minutes)
        left = budget.seconds_left(beat.images, beat.seconds, pace)
        self.brief = replace(
            known,
            images=beat.images,
            seconds=round(beat.seconds),
            pace=pace,
            seconds_left=None if left is None else round(left),
            done=round(min(1.0, budget.spent(beat.images, beat.seconds)), 4),
        )

    def view(self, smoothing: float) -> RunView:
        """Return all there is to see; of a run that cannot be drawn, why not."""
        try:
            return self._draw(smoothing)
        except Exception as error:
            self.give_up(error)
            return self._draw(smoothing)

    def _draw(self, smoothing: float) -> RunView:
        drawn, brief = self._drawn, self.brief
        if brief.state == "unreadable":
            return RunView(**vars(brief))
        if smoothing not in drawn:
            lines = self._metrics.lines
            grids = grids_of(self.run.folder)
            view = RunView(
                **vars(brief),
                scales=tuple(sorted(grids)),
                snapshots=_snapshots(grids[max(grids)], lines) if grids else (),
                checkpoints=tuple(int(folder.name) for folder in self.run.checkpoints()),
                marks=tuple(_mark(change) for change in self.run.changes()),
                report=report_of(self.run),
                panels=curves(lines, smoothing),
                seeded=self.run.config.loss != "pixel",
                story=explain_run(brief.images, brief.trained_on, lines),
                told=self._tell(),
            )
            to_json(view)  # raises where there is no writing it
            drawn[smoothing] = view
        return drawn[smoothing]

    def _tell(self) -> tuple[str, ...]:
        brief = self.brief
        if brief.preset != NARRATED or self.recorded:
            return ()
        return narrate(self._milestones.found(), brief.images, brief.state == "finished")

    def _stamp_now(self) -> tuple:
        folders = [self.run.folder, *(self.run.folder / "grids").glob("*px")]
        files = [
            entry
            for entry in os.scandir(self.run.folder)
            if entry.is_file() and entry.name != "heartbeat.json"
        ]
        marks = [(entry.name, entry.stat().st_mtime_ns, entry.stat().st_size) for entry in files]
        times = [(folder.name, folder.stat().st_mtime_ns) for folder in folders]
        state = "" if self.recorded else self.run.state
        return (state, report_stamp(self.run), *sorted(marks), *sorted(times))


def grids_of(folder: Path) -> dict[int, dict[int, Path]]:
    """Return the sample grids of a run: scale in pixels, training images seen, file."""
    found: dict[int, dict[int, Path]] = {}
    home = folder.resolve()
    for path in (folder / "grids").glob("*px/[0-9]*"):
        named = path.parent.name[:-2].isdecimal() and path.stem.isdecimal()
        # a link that leads out of the run would show any picture of this machine
        if path.suffix in GRID_FORMS and named and path.resolve().is_relative_to(home):
            found.setdefault(int(path.parent.name[:-2]), {})[int(path.stem)] = path
    return found


def _line(text: bytes) -> dict[str, Any]:
    """Read a line of metrics.

    Raises:
        ValueError: If it is none.
    """
    line = strict_json.parse(text)
    if not isinstance(line, dict):
        raise ValueError("it is no object")
    for name in (Metric.IMAGES, Metric.SECONDS, Metric.IMAGES_PER_SEC, Metric.SECONDS_LEFT):
        value = line.get(name, None if name is Metric.IMAGES else 0.0)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise ValueError(f"its {name} is no number")
    return line


def _mark(change: dict[str, Any]) -> Mark:
    """Tell a live change in words."""
    values = {name: value for name, value in change.items() if name in OPTIONS}
    told = ", ".join(f"{OPTIONS[name].title} {value:g}" for name, value in values.items())
    return Mark(int(change["images"]), f"{told} from {counted(change['images'], 'image')} on")


def _snapshots(files: dict[int, Path], lines: list[dict[str, Any]]) -> tuple[Snapshot, ...]:
    seconds = {line[Metric.IMAGES]: line[Metric.SECONDS] for line in lines}
    return tuple(
        Snapshot(
            images,
            seconds=round(seconds.get(images, 0.0), 1),
            version=f"{path.stat().st_mtime_ns // 1_000_000:x}",
        )
        for images, path in sorted(files.items())
    )
