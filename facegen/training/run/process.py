"""The process that trains a run, as its folder tells of it to whoever looks.

    run.lock         held while a process trains; tells which
    heartbeat.json   how far it is, written anew about once a second
    pause            while this file is there, it waits
    queue.json       the run waits for its turn
    launched.json    a process was started, and does not hold the run yet
    ended.json       how the last sitting ended; none beside a lock means that it was killed
    elsewhere.json   the job on another machine that trains it; the lock is then its follower's

This module knows nothing of networks, and starts nothing.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from facegen.files import read_json, write_json
from facegen.processes import find_process
from facegen.training.run.lock import RunLock

BEAT_SEC = 1.0
SILENT_SEC = 120.0
"""A process that gave no sign of life for so long is said to be silent: the longest step of the
largest preset takes half a minute."""
Ending = Literal["finished", "stopped", "failed", "interrupted"]
"""How a sitting ended, by its own word."""
ENDINGS: tuple[Ending, ...] = get_args(Ending)
State = Literal["new", "queued", "starting", "training", "paused", "silent", "elsewhere", Ending]
"""What a run is doing; see `RunProcess.state`."""
BUSY_HERE: tuple[State, ...] = ("starting", "training", "paused", "silent")
"""States in which a process of this machine has the run."""
BUSY: tuple[State, ...] = (*BUSY_HERE, "elsewhere")
"""States in which some machine has the run."""


@dataclass(frozen=True)
class Heartbeat:
    """How far a process was when it last gave a sign of life.

    Attributes:
        images: Training images seen.
        seconds: Spent training, over all sittings.
        images_per_sec: Since the heartbeat before; 0 where there was none.
        paused: Whether it waits.
        age_sec: How long ago that was.
    """

    images: int
    seconds: float
    images_per_sec: float
    paused: bool
    age_sec: float


@dataclass(frozen=True)
class RunProcess:
    """What the folder of a run tells of the process that trains it.

    Attributes:
        folder: Of the run.
    """

    folder: Path

    @property
    def lock(self) -> RunLock:
        """What the process holds."""
        return RunLock(self.folder / "run.lock")

    @property
    def state(self) -> State:
        """What the run is doing.

        `training`, `paused`, or `silent` while a process has it; `starting` until then; `queued`
        before; afterwards `finished`, `stopped`, `failed`, or `interrupted` if it was killed; and
        `new` if it never began. `elsewhere` while a job on another machine has it, followed or not.
        """
        if self.elsewhere:
            return "elsewhere"
        launched = self.folder / "launched.json"
        if self.lock.is_held:
            if launched.exists():
                return "starting"  # it has the lock, and has not taken up the sitting yet
            if self._silent_sec > SILENT_SEC:
                return "silent"
            beat = self.heartbeat
            return "paused" if beat and beat.paused else "training"
        if launched.exists():
            return "starting" if find_process(read_json(launched)) else "failed"
        if self.waits_since is not None:
            return "queued"
        ended = read_json(self.folder / "ended.json").get("state")
        for ending in ENDINGS:
            if ended == ending:
                return ending
        if self.lock.path.exists():
            return "interrupted"
        return "stopped" if (self.folder / "metrics.jsonl").exists() else "new"

    @property
    def elsewhere(self) -> dict[str, Any]:
        """What is known of the job that trains it on another machine; empty if none does."""
        job = read_json(self._elsewhere_path)
        return {} if job.get("ended") else job

    def note_elsewhere(self, job: Mapping[str, Any]) -> None:
        """Note the job that trains it on another machine, and with `ended` that it is over."""
        write_json(self._elsewhere_path, job)

    @property
    def _elsewhere_path(self) -> Path:
        return self.folder / "elsewhere.json"

    @property
    def heartbeat(self) -> Heartbeat | None:
        """The last sign of life of this sitting or, when that is over, of the last."""
        facts = read_json(self.folder / "heartbeat.json")
        try:
            return Heartbeat(
                images=int(facts["images"]),
                seconds=float(facts["seconds"]),
                images_per_sec=float(facts["images_per_sec"]),
                paused=bool(facts["paused"]),
                age_sec=max(0.0, time.time() - float(facts["at"])),
            )
        except (KeyError, TypeError, ValueError):
            return None

    @property
    def is_to_pause(self) -> bool:
        """Whether somebody asked the process to wait."""
        return (self.folder / "pause").exists()

    def ask_to_pause(self, wanted: bool) -> None:
        """Ask the process to wait after its step, or to go on."""
        if wanted:
            (self.folder / "pause").touch()
        else:
            (self.folder / "pause").unlink(missing_ok=True)

    @property
    def waits_since(self) -> float | None:
        """Since when the run waits for its turn, seconds since 1970; None if it does not."""
        since = read_json(self.folder / "queue.json").get("since")
        return float(since) if isinstance(since, int | float) else None

    def queue(self, threads: int) -> None:
        """Let the run wait for its turn; a start that failed is forgotten."""
        (self.folder / "launched.json").unlink(missing_ok=True)
        write_json(self.folder / "queue.json", {"since": time.time(), "threads": threads})

    @property
    def threads(self) -> int:
        """With how many threads a waiting run is to be trained; 0 for all cores."""
        threads = read_json(self.folder / "queue.json").get("threads")
        return threads if isinstance(threads, int) else 0

    def leave_queue(self) -> None:
        """Let the run wait no longer."""
        (self.folder / "queue.json").unlink(missing_ok=True)

    def begin(self) -> None:
        """Take up a sitting: the lock is held, and what was said of the last no longer holds."""
        for name in ("launched.json", "queue.json", "ended.json", "heartbeat.json", "pause"):
            (self.folder / name).unlink(missing_ok=True)

    def beat(self, images: int, seconds: float, images_per_sec: float, paused: bool) -> None:
        """Give a sign of life."""
        facts = {
            "images": images,
            "seconds": round(seconds, 1),
            "images_per_sec": round(images_per_sec, 1),
            "paused": paused,
            "at": time.time(),
        }
        write_json(self.folder / "heartbeat.json", facts, lasting=False)

    def end(self, state: Ending) -> None:
        """Say how the sitting ended, while the lock is still held."""
        write_json(self.folder / "ended.json", {"state": state})

    @property
    def _silent_sec(self) -> float:
        beat = self.heartbeat
        taken = time.time() - self.lock.path.stat().st_mtime
        return taken if beat is None else min(beat.age_sec, taken)
