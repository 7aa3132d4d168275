"""The training loop: step, watch, save, and come back from trouble."""

import logging
import math
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from facegen.data.parts import parts
from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.training.adversarial import Adversarial
from facegen.training.batches import OWN, Draws, Faces, stream
from facegen.training.config import TrainingConfig
from facegen.training.machine import Machine
from facegen.training.meter import Meter
from facegen.training.monitor import Monitor
from facegen.training.optimisers import load_optimizer, optimizer_tensors
from facegen.training.regression import Regression
from facegen.training.runs import Run
from facegen.training.state import Progress, load_state, save_state, under

log = logging.getLogger(__name__)

MOST_FALLS = 6
"""How often a run may diverge before it is given up."""
WILD = 1e4
"""Mean loss beyond which a run has diverged though its numbers are finite."""


class Diverged(Exception):
    """The weights or the losses are no longer of use."""


class Training:
    """A run being trained.

    Args:
        run: Where it is kept.
        config: What is asked for.
        machine: Where to compute.
        store: The faces.
    """

    def __init__(self, run: Run, config: TrainingConfig, machine: Machine, store: FaceStore):
        self.run, self.config, self.machine = run, config, machine
        size_px = config.model.scales_px[-1]
        train, held_out = parts(store)
        self.faces = Faces(store, train, size_px, machine.device)
        kind = Regression if config.loss == "pixel" else Adversarial
        self.task = kind(config, machine, self.faces)
        others = Faces(store, held_out, size_px, machine.device)
        self.monitor = Monitor(self.task, self.faces, others)
        self.progress = Progress()
        self.meter = Meter()
        self._last_line = (0, 0.0)
        self._fallen_to: Path | None = None

    @property
    def done(self) -> float:
        """Share of the budget that is spent, 0 to 1 and beyond."""
        if self.config.kimg is not None:
            return self.progress.images / (self.config.kimg * 1000)
        assert self.config.minutes is not None
        return self.progress.seconds / (self.config.minutes * 60)

    @property
    def rate(self) -> float:
        """Learning rate now: constant, then along a cosine to a tenth over the last share."""
        share = self.config.decay_share
        fallen = min(1.0, max(0.0, self.done - (1 - share)) / share) if share else 0.0
        factor = 0.1 + 0.9 * (1 + math.cos(math.pi * fallen)) / 2
        return self.config.rate * self.progress.rate_factor * factor

    def train(
        self,
        stop: Callable[[], bool] = lambda: False,
        tell: Callable[[], None] = lambda: None,
    ) -> None:
        """Train from the newest checkpoint until the budget is spent or `stop` says so, then save.

        Args:
            stop: Asked after every step.
            tell: Called after every step.

        Raises:
            TrainingError: If the run keeps diverging, or its folder cannot be written to.
        """
        try:
            self._begin()
            started = time.monotonic() - self.progress.seconds
            while self.done < 1:
                try:
                    asked = self._advance(stop, started)
                except Diverged as error:
                    self._fall_back(error)
                    started = time.monotonic() - self.progress.seconds
                    continue
                tell()
                if asked:
                    log.info("Stopped as asked after %s images.", f"{self.progress.images:,}")
                    return
        except OSError as error:
            whole = self.run.checkpoints()
            raise TrainingError(
                f"{self.run.folder} cannot be written to ({error.strerror or error}). The last "
                f"whole checkpoint is {whole[-1].name if whole else 'not there yet'}; make room, "
                f"then go on with: python -m facegen.training resume {self.run.folder}"
            ) from error
        log.info("The budget is spent after %s images.", f"{self.progress.images:,}")

    def save(self) -> None:
        """Add a checkpoint, unless the weights are damaged."""
        tensors = self._tensors()
        self._require(all(bool(v.isfinite().all()) for v in tensors.values()), "a weight is NaN")
        if self.machine.world.leads:
            progress = self.progress
            self.run.add_checkpoint(
                progress.images,
                lambda folder: save_state(folder, tensors, progress),
                self.config.keep_checkpoints,
            )

    def restore(self, checkpoint: Path) -> None:
        """Go back to a checkpoint, forgetting what came after it."""
        tensors, self.progress = load_state(checkpoint)
        try:
            for name, network in self.task.networks.items():
                network.load_state_dict(under(tensors, name))
            for name, optimizer in self.task.optimizers.items():
                load_optimizer(optimizer, under(tensors, f"optimizer.{name}"))
            for name, counter in self.task.counters.items():
                counter.copy_(tensors[f"counter.{name}"])
        except (RuntimeError, KeyError, IndexError) as error:
            raise TrainingError(
                f"{checkpoint} does not fit the configuration of its run: {error}"
            ) from error
        self.monitor.load(under(tensors, "before"))
        self.meter.load(under(tensors, "meter"), self.machine.device)
        self._last_line = (self.progress.images, self.progress.seconds)
        if self.machine.world.leads:
            self.run.rewind(self.progress.images)
        self.machine.world.wait()

    def _tensors(self) -> dict[str, Tensor]:
        """Return every tensor needed to go on, by name."""
        parts: dict[str, dict[str, Tensor]] = {
            **{name: network.state_dict() for name, network in self.task.networks.items()},
            **{f"optimizer.{n}": optimizer_tensors(o) for n, o in self.task.optimizers.items()},
            "counter": self.task.counters,
            "before": self.monitor.tensors,
            "meter": self.meter.tensors,
        }
        return {f"{part}.{name}": v for part, named in parts.items() for name, v in named.items()}

    def _begin(self) -> None:
        """Take up the newest checkpoint, or make the first."""
        checkpoints = self.run.checkpoints()
        if checkpoints:
            self.restore(checkpoints[-1])
            log.info("Going on after %s images.", f"{self.progress.images:,}")
        else:
            if self.machine.world.leads:
                self.run.rewind(-1)
            self._watch(snapshot=True)
            self.save()

    def _advance(self, stop: Callable[[], bool], started: float) -> bool:
        """Take one step and whatever is due after it; return whether to stop now."""
        before, config = self.progress.images, self.config
        self._step()
        asked, self.progress.seconds = self.machine.world.largest(
            float(stop()), time.monotonic() - started
        )
        ended = self.done >= 1
        snapshot = ended or self._passed(before, config.snapshot_kimg)
        if snapshot or self._passed(before, config.metrics_kimg):
            self._watch(snapshot)
        if ended or asked or self._passed(before, config.checkpoint_kimg):
            self.save()
        return bool(asked)

    def _step(self) -> None:
        config, progress, world = self.config, self.progress, self.machine.world
        # Dropout and label noise draw from torch's own generator.
        own = stream(config.seed, OWN, progress.step * world.size + world.rank)
        torch.manual_seed(int(own.integers(2**63)))
        draws = Draws.at(
            config.seed,
            progress.step,
            config.batch,
            len(self.faces),
            config.model.latent_dim,
            world,
        ).to(self.machine.device)
        self.meter.add(self.task.step(draws, progress.images, self.rate))
        progress.step += 1
        progress.images += config.batch

    def _passed(self, before: int, kimg: float) -> bool:
        every = kimg * 1000
        return before // every != self.progress.images // every

    def _watch(self, snapshot: bool) -> None:
        """Write a line of metrics, with what a snapshot shows if it is time for one."""
        means = self.meter.means(self.machine.world)
        losses = [value for name, value in means.items() if name.startswith("loss")]
        self._require(
            all(math.isfinite(v) for v in means.values()) and all(abs(v) < WILD for v in losses),
            f"the losses are {', '.join(f'{value:.3g}' for value in losses)}",
        )
        if not self.machine.world.leads:
            return
        values: dict[str, float] = {"images": self.progress.images, **self._pace(), **means}
        if snapshot:
            measures, samples = self.monitor.measure()
            values |= measures
            self.run.write_grids(self.progress.images, samples)
        self.run.append_metrics(values)

    def _pace(self) -> dict[str, float]:
        """Return seconds, rate, and, once there is a pace, images a second and seconds left."""
        now = (self.progress.images, self.progress.seconds)
        images, seconds = (a - b for a, b in zip(now, self._last_line, strict=True))
        self._last_line = now
        pace = {"seconds": round(now[1], 3), "rate": self.rate}
        if images and seconds:
            pace["images_per_sec"] = round(images / seconds, 2)
            left = (
                self.config.minutes * 60 - now[1]
                if self.config.minutes is not None
                else ((self.config.kimg or 0) * 1000 - now[0]) * seconds / images
            )
            pace["seconds_left"] = round(max(0.0, left), 1)
        return pace

    def _require(self, sound: bool, otherwise: str) -> None:
        """Fall in every process, or in none."""
        (bad,) = self.machine.world.largest(float(not sound))
        if bad:
            raise Diverged(otherwise)

    def _fall_back(self, reason: Diverged) -> None:
        """Go back to the last good checkpoint and on with half the rate."""
        fallen_at, falls = self.progress.images, self.progress.falls + 1
        factor = self.progress.rate_factor / 2
        if falls > MOST_FALLS:
            raise TrainingError(
                f"{self.run.folder} diverged {falls} times ({reason}); the rate "
                f"{self.config.rate} is too high for this model, start anew with a lower --rate."
            )
        whole = self.run.checkpoints()
        # Falling twice from one checkpoint, the seed of it is in there: take the one before.
        back = 2 if whole[-1] == self._fallen_to and len(whole) > 1 else 1
        self._fallen_to = checkpoint = whole[-back]
        self.machine.world.wait()
        self.restore(checkpoint)
        self.progress.falls, self.progress.rate_factor = falls, factor
        log.warning(
            "Diverged after %s images (%s): back to checkpoint %s, rate halved to %g.",
            f"{fallen_at:,}",
            reason,
            checkpoint.name,
            self.rate,
        )
