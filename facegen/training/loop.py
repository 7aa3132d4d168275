"""The training loop: step, watch, save, and come back from trouble."""

import logging
import math
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.training.adversarial import Adversarial
from facegen.training.batches import OWN, Draws, Faces, stream
from facegen.training.config import TrainingConfig
from facegen.training.machine import Machine
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


class Meter:
    """Averages of what the steps report, kept on the device until somebody asks."""

    def __init__(self) -> None:
        self.sums: dict[str, Tensor] = {}
        self.counts: dict[str, Tensor] = {}

    def add(self, values: dict[str, Tensor]) -> None:
        """Take in one step's scalars."""
        for name, value in values.items():
            if name not in self.sums:
                self.sums[name], self.counts[name] = torch.zeros(2, device=value.device).unbind()
            self.sums[name] += value
            self.counts[name] += 1

    def means(self) -> dict[str, float]:
        """Return the averages since the last call and begin anew."""
        means = {name: float(self.sums[name] / self.counts[name]) for name in self.sums}
        self.sums, self.counts = {}, {}
        return means


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
        self.faces = Faces(store, "train", size_px, machine.device)
        if not len(self.faces):
            raise TrainingError(f"{store.folder} has no face in its train partition.")
        kind = Regression if config.loss == "pixel" else Adversarial
        self.task = kind(config, machine, self.faces)
        self.monitor = Monitor(
            self.task, self.faces, Faces(store, "valid", size_px, machine.device)
        )
        self.progress = Progress()
        self.meter = Meter()

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
        start = 1 - self.config.decay_share
        fallen = min(1.0, max(0.0, self.done - start) / max(self.config.decay_share, 1e-9))
        factor = 0.1 + 0.9 * (1 + math.cos(math.pi * fallen)) / 2
        return self.config.rate * self.progress.rate_factor * factor

    def train(
        self,
        stop: Callable[[], bool] = lambda: False,
        tell: Callable[[Progress, dict[str, float]], None] = lambda progress, values: None,
    ) -> None:
        """Train until the budget is spent or `stop` says so, then save.

        Args:
            stop: Asked after every step.
            tell: Called after every line of metrics.

        Raises:
            TrainingError: If the run keeps diverging.
        """
        if not self.run.checkpoints():
            self._watch(tell, snapshot=True)
            self.save()
        started = time.monotonic() - self.progress.seconds
        while self.done < 1:
            before = self.progress.images
            try:
                self._step()
                asked, self.progress.seconds = self.machine.world.largest(
                    float(stop()), time.monotonic() - started
                )
                ended = self.done >= 1
                snapshot = ended or self._passed(before, self.config.snapshot_kimg)
                if snapshot or self._passed(before, self.config.metrics_kimg):
                    self._watch(tell, snapshot)
                if ended or asked or self._passed(before, self.config.checkpoint_kimg):
                    self.save()
                if asked:
                    log.info("Stopped as asked after %s images.", f"{self.progress.images:,}")
                    return
            except Diverged as error:
                self._fall_back(error)
                started = time.monotonic() - self.progress.seconds
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
        self.meter = Meter()
        device = self.machine.device
        self.meter.sums = {n: v.to(device) for n, v in under(tensors, "sum").items()}
        self.meter.counts = {n: v.to(device) for n, v in under(tensors, "count").items()}
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
            "sum": self.meter.sums,
            "count": self.meter.counts,
        }
        return {f"{part}.{name}": v for part, named in parts.items() for name, v in named.items()}

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

    def _watch(self, tell: Callable[[Progress, dict[str, float]], None], snapshot: bool) -> None:
        """Write a line of metrics, with what a snapshot shows if it is time for one."""
        means = self.meter.means()
        losses = [value for name, value in means.items() if name.startswith("loss")]
        self._require(
            all(math.isfinite(v) for v in means.values()) and all(abs(v) < WILD for v in losses),
            f"losses are {losses}",
        )
        if not self.machine.world.leads:
            return
        progress = self.progress
        values: dict[str, float] = {
            "images": progress.images,
            "seconds": round(progress.seconds, 3),
            "rate": self.rate,
            **means,
        }
        speed = progress.images / progress.seconds if progress.seconds else 0.0
        values["images_per_sec"] = speed
        values["seconds_left"] = progress.seconds * (1 / self.done - 1) if self.done else math.nan
        if snapshot:
            measures, samples = self.monitor.measure()
            values |= measures
            self.run.write_grids(progress.images, samples)
        self.run.append_metrics({k: v for k, v in values.items() if not math.isnan(v)})
        tell(progress, values)

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
        checkpoint = self.run.checkpoints()[-1]
        self.restore(checkpoint)
        self.progress.falls, self.progress.rate_factor = falls, factor
        log.warning(
            "Diverged after %s images (%s): back to %s, rate halved to %g.",
            f"{fallen_at:,}",
            reason,
            checkpoint.name,
            self.rate,
        )
