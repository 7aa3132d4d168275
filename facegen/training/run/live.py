"""What may be changed while a run trains, and how a change gets from whoever wishes it to the loop.

A wish is a file in the run's folder `wanted/`, left there by anybody. The process takes it up after
its step and notes it in `changes.jsonl` with the number of images seen; a run that goes back to an
earlier checkpoint makes the same changes at the same images again.
"""

import dataclasses
import json
import logging
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from facegen.errors import TrainingError
from facegen.files import read_json, write_json, write_whole
from facegen.training.run.config import TrainingConfig
from facegen.training.run.options import check

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Live:
    """The settings that may change while a run trains.

    Attributes:
        rate_generator: Learning rate of the generator.
        rate_discriminator: Learning rate of the discriminator.
        penalty_weight: Factor of the penalty.
        augment_target: Mean sign(D(real)) above which augmentation grows.
        augment_cap: Largest strength of augmentation.
    """

    rate_generator: float
    rate_discriminator: float
    penalty_weight: float
    augment_target: float
    augment_cap: float

    @classmethod
    def of(cls, config: TrainingConfig) -> Self:
        """Return what a run begins with."""
        return cls(
            rate_generator=config.rate,
            rate_discriminator=config.rate_discriminator or config.rate,
            penalty_weight=config.penalty_weight,
            augment_target=config.augment_target,
            augment_cap=config.augment_cap,
        )

    def at(self, changes: Iterable[Mapping[str, Any]], images: int) -> Self:
        """Return what holds after `images` training images, given the changes of a run."""
        values: dict[str, Any] = {}
        for line in changes:
            if line["images"] <= images:
                values |= {name: line[name] for name in LIVE if name in line}
        return dataclasses.replace(self, **values)

    def slowed(self, factor: float) -> Self:
        """Multiply the learning rates."""
        return dataclasses.replace(
            self,
            rate_generator=self.rate_generator * factor,
            rate_discriminator=self.rate_discriminator * factor,
        )


LIVE = tuple(field.name for field in dataclasses.fields(Live))


def checked_changes(values: Mapping[str, Any]) -> dict[str, float]:
    """Return changes that can be made.

    Raises:
        TrainingError: If there is none, one cannot be changed, or has a value that means nothing.
    """
    unknown = [str(name)[:40] for name in values if name not in LIVE]
    if unknown or not values:
        raise TrainingError(
            f"While a run trains, {', '.join(LIVE)} can be changed, but what was to be changed is "
            f"{', '.join(unknown) or 'nothing'}; for other settings, branch a new run."
        )
    for name, value in values.items():
        check(name, value)
    return {name: float(value) for name, value in values.items()}


@dataclass(frozen=True)
class LiveChanges:
    """Changes of a run: wished for, and made.

    Attributes:
        folder: Of the run.
    """

    folder: Path

    def wish(self, values: Mapping[str, Any]) -> None:
        """Ask for changes; what trains the run takes them up after its step.

        Raises:
            TrainingError: If they cannot be made.
        """
        wanted = self.folder / "wanted"
        wanted.mkdir(exist_ok=True)
        write_json(wanted / f"{time.time_ns():020d}-{os.getpid()}.json", checked_changes(values))

    def made(self) -> list[dict[str, Any]]:
        """Return the changes made, oldest first: `images` and the new values."""
        path = self.folder / "changes.jsonl"
        if not path.exists():
            return []
        lines = path.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def take_up(self, images: int) -> bool:
        """Make the changes wished for, and say whether there were any.

        Changes that another try at this stretch made later than now are dropped: whoever wished
        last has the say.
        """
        waiting = sorted((self.folder / "wanted").glob("[0-9]*.json"))
        for path in waiting:
            try:
                self.note(images, checked_changes(read_json(path)))
            except TrainingError as error:
                log.warning("%s", error)
            path.unlink(missing_ok=True)
        return bool(waiting)

    def note(self, images: int, values: Mapping[str, float]) -> None:
        """Write down changes made after `images` training images."""
        self._write([*self._until(images), {"images": images, **values}])
        told = ", ".join(f"{name} {value:g}" for name, value in values.items())
        log.info("Changed after %s images: %s.", f"{images:,}", told)

    def forget(self, images: int) -> None:
        """Forget changes made after more than `images` training images."""
        if self.made() != self._until(images):
            self._write(self._until(images))

    def _until(self, images: int) -> list[dict[str, Any]]:
        return [line for line in self.made() if line["images"] <= images]

    def _write(self, lines: list[dict[str, Any]]) -> None:
        text = "".join(json.dumps(line) + "\n" for line in lines)
        write_whole(self.folder / "changes.jsonl", text.encode())
