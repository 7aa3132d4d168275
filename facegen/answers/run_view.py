"""A run as every browser sees it: read again when one of its files has changed.

Metrics are appended to, so of them only what is new is read; all else is small.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from facegen import strict_json
from facegen.answers.reports import report_of
from facegen.answers.run_words import explain_run
from facegen.charts.training_curves import curves
from facegen.errors import FacegenError, TrainingError, without_paths
from facegen.training.run.budget import Budget
from facegen.training.run.options import OPTIONS
from facegen.training.run.process import BUSY
from facegen.training.run.runs import Run

GRID_FORMS = (".png", ".webp")
_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("scales", "snapshots", "seconds_at", "checkpoints", "marks"), []),
    **dict.fromkeys(("panels", "story"), []),
    "parent": {},
    "report": None,
}
"""What there is to see of a run that cannot be read."""


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
        self.summary: dict[str, Any] = {}
        self._metrics = Metrics(run.metrics_path)
        self._drawn: dict[float, str] = {}

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
            if self.summary["state"] in BUSY:
                self._follow()
            json.dumps(self.summary, allow_nan=False).encode()
        except FileNotFoundError:
            raise  # it may be going back or be deleted, and is looked at again
        except Exception as error:
            self.give_up(error)
            self.stamp = stamp

    def _read(self) -> None:
        lines = self._metrics.read()
        newest = lines[-1] if lines else {"images": 0, "seconds": 0.0}
        config, kept = self.run.config, self.run.checkpoints()
        images = max(newest["images"], int(kept[-1].name) if kept else 0)
        faces = self.run.faces
        self.summary = {
            "name": self.name,
            "images": images,
            "seconds": newest["seconds"],
            "state": "recorded" if self.recorded else self.run.state,
            "words": without_paths(self.run.last_words),
            "preset": config.preset,
            "faces": faces["title"],
            "trained_on": faces["trained_on"],
            "notice": faces["notice"],
            "done": self.run.done,
            "kimg": config.kimg,
            "minutes": config.minutes,
            "pace": newest.get("images_per_sec"),
            "seconds_left": newest.get("seconds_left"),
        }
        self._drawn = {}  # last: who draws meanwhile what was before keeps it in the old one

    def give_up(self, error: Exception) -> None:
        """Show that the run cannot be read, and why; what is damaged may be of any kind."""
        told = str(error) if isinstance(error, FacegenError | OSError) else ""
        words = told or (
            "A file of this run holds what facegen does not write there "
            f"({type(error).__name__}: {ascii(str(error))[1:81]})."
        )
        self.summary = {"name": self.name, "state": "unreadable", "words": without_paths(words)}
        self.stamp, self._drawn = (), {}

    def _follow(self) -> None:
        """Take over how far the process is by now: there is a line of metrics far more seldom."""
        beat, known = self.run.heartbeat, self.summary
        if beat is None or "preset" not in known or beat.images < known["images"]:
            return
        pace = beat.images_per_sec or known["pace"]
        budget = Budget.of(known["kimg"], known["minutes"])
        left = budget.seconds_left(beat.images, beat.seconds, pace)
        self.summary = {
            **known,
            "images": beat.images,
            "seconds": round(beat.seconds),
            "pace": pace,
            "seconds_left": None if left is None else round(left),
            "done": round(min(1.0, budget.spent(beat.images, beat.seconds)), 4),
        }

    def view(self, smoothing: float) -> str:
        """Return all there is to see, as JSON; of a run that cannot be drawn, why not."""
        try:
            return self._draw(smoothing)
        except Exception as error:
            self.give_up(error)
            return self._draw(smoothing)

    def _draw(self, smoothing: float) -> str:
        drawn = self._drawn
        if self.summary["state"] == "unreadable":
            return json.dumps({**_NOTHING, **self.summary})
        if smoothing not in drawn:
            lines = self._metrics.lines
            grids = grids_of(self.run.folder)
            top = grids[max(grids)] if grids else {}
            shown = {
                **self.summary,
                "scales": sorted(grids),
                "snapshots": [[images, _version(path)] for images, path in sorted(top.items())],
                "seconds_at": _seconds_at(lines, top),
                "checkpoints": [int(folder.name) for folder in self.run.checkpoints()],
                "marks": [_mark(change) for change in self.run.changes()],
                "parent": self.run.parent,
                "report": report_of(self.run),
                "panels": curves(lines, smoothing),
                "story": explain_run(self.summary, lines),
            }
            drawn[smoothing] = json.dumps(shown, allow_nan=False)
        return drawn[smoothing]

    def _stamp_now(self) -> tuple:
        folders = [self.run.folder, *(self.run.folder / "grids").glob("*px")]
        files = [
            entry
            for entry in os.scandir(self.run.folder)
            if entry.is_file() and entry.name != "heartbeat.json"
        ]
        marks = [(entry.name, entry.stat().st_mtime_ns, entry.stat().st_size) for entry in files]
        times = [(folder.name, folder.stat().st_mtime_ns) for folder in folders]
        return ("" if self.recorded else self.run.state, *sorted(marks), *sorted(times))


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
    for name, otherwise in (("images", None), ("seconds", 0.0)):
        value = line.get(name, otherwise)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise ValueError(f"its {name} is no number")
    return line


def _mark(change: dict[str, Any]) -> dict[str, Any]:
    """Tell a live change in words."""
    values = {name: value for name, value in change.items() if name in OPTIONS}
    told = ", ".join(f"{OPTIONS[name].title} {value:g}" for name, value in values.items())
    return {"images": change["images"], "text": f"{told} from {change['images']:,} images on"}


def _version(path: Path) -> str:
    """Return what changes in a file's address when it is written anew."""
    return f"{path.stat().st_mtime_ns // 1_000_000:x}"


def _seconds_at(lines: list[dict[str, Any]], snapshots: dict[int, Path]) -> list[float]:
    """Return after how many seconds of training each snapshot was made."""
    seconds = {line["images"]: line["seconds"] for line in lines}
    return [round(seconds.get(images, 0.0), 1) for images in sorted(snapshots)]
