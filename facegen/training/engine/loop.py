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
from facegen.metrics import Metric
from facegen.progress import Progress, unwatched
from facegen.training.engine.adversarial import Adversarial
from facegen.training.engine.batches import OWN, Draws, Faces, stream
from facegen.training.engine.control import RunControl
from facegen.training.engine.grow import grow_task
from facegen.training.engine.machine import Machine
from facegen.training.engine.meter import Meter
from facegen.training.engine.monitor import Monitor
from facegen.training.engine.pace import Pace
from facegen.training.engine.regression import Regression
from facegen.training.engine.state import (
    DamagedError,
    TrainingProgress,
    load_state,
    save_state,
    under,
)
from facegen.training.run.config import TrainingConfig
from facegen.training.run.live import Live
from facegen.training.run.presets import check_fit
from facegen.training.run.runs import Run

log = logging.getLogger(__name__)

MOST_FALLS = 6
"""How often a run may diverge before it is given up."""
WILD = 1e4
"""Mean loss beyond which a run has diverged though its numbers are finite."""
LOSSES_SEEN = (Metric.LOSS_GENERATOR, Metric.LOSS_DISCRIMINATOR)


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
        check_fit(config, store)
        size_px = config.model.scales_px[-1]
        train, held_out = parts(store)
        self.faces = Faces(store, train, size_px, machine.device)
        kind = Regression if config.loss == "pixel" else Adversarial
        self.task = kind(config, machine, self.faces)
        others = Faces(store, held_out, size_px, machine.device)
        self.progress = TrainingProgress()
        self.meter = Meter()
        self.control = RunControl(run, config, machine.world, lambda: False)
        self.monitor = Monitor(self.task, self.faces, others, self._alive)
        self._started = time.monotonic()
        self.pace = Pace()
        self._fallen_to: Path | None = None

    @property
    def done(self) -> float:
        """Share of the budget that is spent, 0 to 1 and beyond."""
        return self.config.budget.spent(self.progress.images, self.progress.seconds)

    @property
    def live(self) -> Live:
        """Settings now: rates are constant, then fall along a cosine to a tenth at the end."""
        share = self.config.decay_share
        fallen = min(1.0, max(0.0, self.done - (1 - share)) / share) if share else 0.0
        factor = 0.1 + 0.9 * (1 + math.cos(math.pi * fallen)) / 2
        live = self.control.live(self.progress.images)
        return live.slowed(self.progress.rate_factor * factor)

    def train(
        self,
        stop: Callable[[], bool] = lambda: False,
        progress: Progress = unwatched,
    ) -> bool:
        """Train from the newest checkpoint until the budget is spent or `stop` says so, then save.

        Args:
            stop: Asked after every step.
            progress: Told the share of the budget that is spent, after every step.

        Returns:
            Whether the budget is spent.

        Raises:
            TrainingError: If the run keeps diverging, or its folder cannot be written to.
        """
        self.control = RunControl(self.run, self.config, self.machine.world, stop)
        try:
            self._begin()
            while self.done < 1:
                try:
                    stopping = self._advance()
                except Diverged as error:
                    self._fall_back(error)
                    continue
                progress(self.done)
                if stopping:
                    log.info("Stopped as asked after %s images.", f"{self.progress.images:,}")
                    return False
        except OSError as error:
            whole = self.run.checkpoints()
            raise TrainingError(
                f"{self.run.folder} cannot be written to ({error.strerror or error}). The last "
                f"whole checkpoint is {whole[-1].name if whole else 'not there yet'}; make room, "
                f"then go on with: python -m facegen.training resume {self.run.folder}"
            ) from error
        log.info("The budget is spent after %s images.", f"{self.progress.images:,}")
        return True

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
            self.task.load(tensors)
        except (RuntimeError, KeyError, IndexError) as error:
            raise TrainingError(
                f"{checkpoint} does not fit the configuration of its run: {error}"
            ) from error
        self.monitor.load(under(tensors, "before"))
        self.meter.load(under(tensors, "meter"), self.machine.device)
        self.pace = Pace(self.progress.images, self.progress.seconds)
        self._started = time.monotonic() - self.progress.seconds
        if self.machine.world.leads:
            self.run.rewind(self.progress.images)
        self.machine.world.wait()

    def _tensors(self) -> dict[str, Tensor]:
        """Return every tensor needed to go on, by name."""
        before = {f"before.{name}": value for name, value in self.monitor.tensors.items()}
        meter = {f"meter.{name}": value for name, value in self.meter.tensors.items()}
        return {**self.task.tensors, **before, **meter}

    def _begin(self) -> None:
        """Take up the newest checkpoint, or make the first."""
        if self._restore_newest():
            log.info("Going on after %s images.", f"{self.progress.images:,}")
        else:
            if self.machine.world.leads:
                self.run.rewind(-1)
            if self.config.grown_from:
                grow_task(self.task, self.run)
            self._watch(snapshot=True)
            self.save()
            self._started = time.monotonic()
        self.control.listen(self.progress.images, self.progress.seconds)

    def _restore_newest(self) -> bool:
        """Go back to the newest checkpoint that is whole; return False if there is none at all."""
        checkpoints = self.run.checkpoints()
        for checkpoint in reversed(checkpoints):
            try:
                self.restore(checkpoint)
                return True
            except DamagedError as error:
                self.machine.world.wait()
                if self.machine.world.leads:
                    log.warning("%s It is set aside; trying the one before.", error)
                    self.run.set_aside(checkpoint)
        if checkpoints:
            raise TrainingError(
                f"No checkpoint of {self.run.folder} can be read any more; what was drawn and "
                "measured is still there. Start a new run with the same seed."
            )
        return False

    def _advance(self) -> bool:
        """Take one step and whatever is due after it; return whether to stop now."""
        before, config = self.progress.images, self.config
        self._step()
        orders = self.control.listen(self.progress.images, time.monotonic() - self._started)
        self.progress.seconds = orders.seconds
        ended = self.done >= 1
        snapshot = ended or self._passed(before, config.snapshot_kimg)
        if snapshot or self._passed(before, config.metrics_kimg):
            self._watch(snapshot)
        if ended or orders.stop or orders.pause or self._passed(before, config.checkpoint_kimg):
            self.save()
        if orders.pause and not ended:
            log.info("Paused after %s images.", f"{self.progress.images:,}")
            self._started += self.control.wait(self.progress.images, self.progress.seconds)
            log.info("Going on after %s images.", f"{self.progress.images:,}")
        self._alive()
        return orders.stop

    def _alive(self) -> None:
        self.control.beat(self.progress.images, self.progress.seconds)

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
        self.meter.add(self.task.step(draws, progress.images, self.live))
        progress.step += 1
        progress.images += config.batch

    def _passed(self, before: int, kimg: float) -> bool:
        every = kimg * 1000
        return before // every != self.progress.images // every

    def _watch(self, snapshot: bool) -> None:
        """Write a line of metrics, with what a snapshot shows if it is time for one."""
        means = self.meter.means(self.machine.world)
        losses = [means[name] for name in LOSSES_SEEN if name in means]
        self._require(
            all(math.isfinite(v) for v in means.values()) and all(abs(v) < WILD for v in losses),
            f"the losses are {', '.join(f'{value:.3g}' for value in losses)}",
        )
        if not self.machine.world.leads:
            return
        pace = self.pace.tell(self.progress.images, self.progress.seconds, self.config.budget)
        values: dict[str, float] = {**pace, **self._rates(), **means}
        if snapshot:
            measures, samples, scores = self.monitor.measure()
            values |= measures
            self.run.write_grids(self.progress.images, samples)
            self.run.write_scores(self.progress.images, scores)
        self.run.append_metrics(values)

    def _rates(self) -> dict[str, float]:
        """Return the learning rates of the networks that learn."""
        live = self.live
        rates: dict[str, float] = {Metric.RATE_GENERATOR: live.rate_generator}
        if "discriminator" in self.task.networks:
            rates[Metric.RATE_DISCRIMINATOR] = live.rate_discriminator
        return rates

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
                f"{self.config.rate:g} is too high for this model, start anew with a lower --rate."
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
            self.live.rate_generator,
        )
