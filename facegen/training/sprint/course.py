"""The time of a sprint, what was said in it, and the processes it began."""

import logging
import time
from dataclasses import dataclass, field
from typing import Any

from facegen.training.sprint.children import Child

log = logging.getLogger("facegen.sprint")

POLL_SEC = 0.2
TRIAL_SEC = 75.0
STALLED_SEC = 100.0
"""Without a sign of life for so long, a process is thought to hang: beginning takes half a minute,
the first step with its choice of convolutions the rest."""
BEGIN_SEC = 20.0
"""What a process is thought to need to begin, until one has told."""


@dataclass
class Course:
    """Ten minutes.

    Attributes:
        seconds: For everything, from now on.
        device: As `Machine.prepare` takes it.
        rehearse: Whether tiny networks are trained.
        facts: What is to be kept of it.
        began: When, on the monotonic clock.
        begin_sec: What a process needs to begin.
    """

    seconds: float
    device: str = "auto"
    rehearse: bool = False
    facts: dict[str, Any] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    begin_sec: float = BEGIN_SEC

    def __post_init__(self) -> None:
        """Begin to say what happens."""
        logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
        logging.getLogger("facegen").setLevel(logging.INFO)
        self.facts |= {"seconds": self.seconds, "notes": []}
        self.begin_sec = min(BEGIN_SEC, self.seconds / 10)
        self._children: list[Child] = []

    @property
    def left(self) -> float:
        """Seconds until all must be over."""
        return self.began + self.seconds - time.monotonic()

    @property
    def end_sec(self) -> float:
        """Seconds kept for the last save, the last parcel and leaving."""
        return min(30.0, self.seconds / 6)

    @property
    def training_sec(self) -> float:
        """Seconds for which a process that is begun now could train."""
        return self.left - self.begin_sec - self.end_sec

    @property
    def trial_sec(self) -> float:
        """Seconds for all trials; a rehearsal, whose networks take none, may be on a busy machine.

        The same holds for how long a process may be silent.
        """
        return self.seconds / 4 if self.rehearse else min(TRIAL_SEC, self.seconds / 4)

    @property
    def stalled_sec(self) -> float:
        """Seconds without a sign of life after which a process is thought to hang."""
        return self.seconds / 2 if self.rehearse else STALLED_SEC

    def note(self, words: str) -> None:
        """Say something, and keep it."""
        log.info("%s", words)
        self.facts["notes"].append(f"{self.seconds - self.left:.0f} s: {words}")

    def child(self, module: str, *words: str) -> Child:
        """Begin a process of this room, to be ended with this one at the latest."""
        child = Child(f"facegen.training.sprint.{module}", [*words, f"--device={self.device}"])
        self._children.append(child)
        return child

    def end(self) -> None:
        """End the processes."""
        for child in self._children:
            child.stop(self.end_sec / 4)
