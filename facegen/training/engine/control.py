"""What the outside says to a run while it trains, and what it says back, by way of its folder."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from facegen.training.engine.world import World
from facegen.training.run.config import TrainingConfig
from facegen.training.run.live import Live
from facegen.training.run.process import BEAT_SEC
from facegen.training.run.runs import Run

POLL_SEC = 0.2


@dataclass(frozen=True)
class Orders:
    """What all processes agree to do after a step.

    Attributes:
        stop: Save and end.
        pause: Save and wait.
        seconds: Time spent training, over all sittings.
    """

    stop: bool
    pause: bool
    seconds: float


class RunControl:
    """The ear and the voice of a run.

    Args:
        run: Where wishes are left and signs of life are given.
        config: What it began with.
        world: The processes that must agree; the first listens and speaks for all.
        stop: Whether this process was asked to end.
    """

    def __init__(self, run: Run, config: TrainingConfig, world: World, stop: Callable[[], bool]):
        self.run, self.world, self.stop = run, world, stop
        self._start = Live.of(config)
        self._changes = run.changes()
        self._beat = (0, 0.0, 0.0)

    def live(self, images: int) -> Live:
        """Return the settings that hold after `images` training images."""
        return self._start.at(self._changes, images)

    def listen(self, images: int, seconds: float) -> Orders:
        """Take up wishes after a step, and agree on what to do."""
        changed = self.world.leads and self.run.wishes.take_up(images)
        pause = self.world.leads and self.run.process.is_to_pause
        stopped, paused, spent, renewed = self.world.largest(
            float(self.stop()), float(pause), seconds, float(changed)
        )
        if renewed:
            self._changes = self.run.changes()
        return Orders(bool(stopped), bool(paused) and not stopped, spent)

    def beat(self, images: int, seconds: float, paused: bool = False) -> None:
        """Give a sign of life, about once a second."""
        now = time.monotonic()
        images_before, seconds_before, at = self._beat
        if not self.world.leads or (now - at < BEAT_SEC and not paused):
            return
        spent = seconds - seconds_before if at and images >= images_before else 0.0
        pace = (images - images_before) / spent if spent > 0 else 0.0
        self.run.process.beat(images, seconds, pace, paused)
        self._beat = (images, seconds, now)

    def wait(self, images: int, seconds: float) -> float:
        """Wait until nobody wants a pause any longer, or an end is wanted.

        Returns:
            How long that took, seconds.
        """
        began = time.monotonic()
        self.beat(images, seconds, paused=True)
        said = began
        while self.run.process.is_to_pause and not self.stop():
            time.sleep(POLL_SEC)
            if time.monotonic() - said > BEAT_SEC:
                self.beat(images, seconds, paused=True)
                said = time.monotonic()
        self._beat = (images, seconds, 0.0)
        self.beat(images, seconds)
        return time.monotonic() - began
