"""A run as the page's scripts read it; `watched` fills it in."""

from dataclasses import dataclass
from typing import Literal

from facegen.charts.training_curves import DrawnPanel
from facegen.training.run.process import State

ShownState = Literal[State, "recorded", "unreadable"]
"""What a run is doing; a recording ships with facegen, and another may be damaged."""


@dataclass(frozen=True)
class RunBrief:
    """A run in a line; of one that cannot be read, only the first three are known.

    Attributes:
        name: Of the run.
        state: What it is doing.
        words: Its last ones, or why it cannot be read.
        preset: What it began as; empty where it cannot be read.
        images: Training images seen.
        seconds: Spent training.
        faces: Title of the faces it learns from.
        trained_on: How many of them.
        done: Share of its budget that is spent, 0 to 1.
        kimg: Its budget in thousand training images, if it is one of images.
        minutes: Its budget in minutes, if it is one of time.
        pace: Training images a second; None where none was measured yet.
        seconds_left: Of its budget; None where nothing tells.
    """

    name: str
    state: ShownState
    words: str
    preset: str = ""
    images: int = 0
    seconds: float = 0.0
    faces: str = ""
    trained_on: int = 0
    done: float = 0.0
    kimg: float | None = None
    minutes: float | None = None
    pace: float | None = None
    seconds_left: float | None = None


@dataclass(frozen=True)
class Snapshot:
    """Samples of one time.

    Attributes:
        images: Training images seen by then.
        seconds: Of training by then.
        version: Is another one whenever the pictures are written anew.
    """

    images: int
    seconds: float
    version: str


@dataclass(frozen=True)
class Mark:
    """What was changed while a run trained.

    Attributes:
        images: Training images seen by then.
        text: In words.
    """

    images: int
    text: str


@dataclass(frozen=True)
class ShownMeasure:
    """A figure of a report, as in `facegen.evaluation.report.Measure`."""

    title: str
    value: float
    floor: float
    note: str


@dataclass(frozen=True)
class ReportView:
    """How the measuring of a run goes, or what it found.

    Attributes:
        state: How it goes.
        done: Share done, 0 to 1.
        doing: What is being done.
        words: Why it failed.
        measures: What was found.
    """

    state: Literal["running", "done", "failed"]
    done: float = 0.0
    doing: str = ""
    words: str = ""
    measures: tuple[ShownMeasure, ...] = ()


@dataclass(frozen=True)
class RunView(RunBrief):
    """All there is to see of a run; nothing but the brief of one that cannot be read.

    Attributes:
        scales: Of its samples, in pixels, ascending.
        snapshots: Its samples, oldest first.
        checkpoints: Training images of those that are kept, ascending.
        marks: What was changed while it trained.
        report: None if none was asked for.
        panels: Its curves.
        seeded: Whether its samples are those of the seeds 0, 1, ...; else they are of attributes.
        story: What they mean, in sentences.
        told: How far a run of two minutes is, and at its end what became of it and where to go on.
    """

    scales: tuple[int, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    checkpoints: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()
    report: ReportView | None = None
    panels: tuple[DrawnPanel, ...] = ()
    seeded: bool = True
    story: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class BriefNews:
    """What changed of the runs, where the chosen one is in full as it was.

    Attributes:
        tag: Stands for all of this, to ask for what changed since.
        runs: All of them, the newest first.
    """

    tag: str
    runs: tuple[RunBrief, ...]


@dataclass(frozen=True)
class News(BriefNews):
    """What changed of the runs.

    Attributes:
        run: The chosen one in full; None if there is none of that name.
    """

    run: RunView | None
