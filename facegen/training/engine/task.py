"""What the loop, the monitor and the checkpoints need of anything that learns to make faces."""

import copy
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from facegen.models.families import FAMILIES
from facegen.models.shapes import family_of
from facegen.training.engine.batches import Draws, Faces
from facegen.training.engine.ema import ema_decay, update_average
from facegen.training.engine.machine import Machine
from facegen.training.engine.optimisers import load_optimizer, make_optimizer, optimizer_tensors
from facegen.training.engine.state import under
from facegen.training.run.config import TrainingConfig
from facegen.training.run.live import Live


def average_name(kimg: float) -> str:
    """Return the name of a further average of that half-life, thousand images."""
    return f"average_{kimg:g}"


class Task(ABC):
    """A generator that learns, and its running average.

    Args:
        config: Of the run.
        machine: Where to compute.
        faces: What to train on.

    Attributes:
        networks: What is learned, by name.
        optimizers: How, by the same names.
        counters: What else changes from step to step, scalar tensors by name.
    """

    def __init__(self, config: TrainingConfig, machine: Machine, faces: Faces) -> None:
        self.config, self.machine, self.faces = config, machine, faces
        torch.manual_seed(config.seed)
        self.generator = FAMILIES[family_of(config.model)].generator(config.model)
        machine.place(self.generator)
        self.average = copy.deepcopy(self.generator).requires_grad_(False).eval()
        self.networks: dict[str, nn.Module] = {
            "generator": self.generator,
            "average": self.average,
        }
        self.others = {
            average_name(kimg): (kimg, copy.deepcopy(self.average))
            for kimg in config.ema_others_kimg
        }
        self.networks |= {name: network for name, (_, network) in self.others.items()}
        self.optimizers: dict[str, Optimizer] = {
            "generator": make_optimizer(config, self.generator)
        }
        self.counters: dict[str, Tensor] = {}
        self._generate = machine.share(machine.hasten(self.generator))

    @abstractmethod
    def step(self, draws: Draws, images: int, live: Live) -> dict[str, Tensor]:
        """Learn from one batch.

        Args:
            draws: The random numbers of this step.
            images: Training images seen before it.
            live: Learning rates and what else may change from step to step.

        Returns:
            What to watch, scalar tensors on the device.
        """

    @abstractmethod
    def inputs(self, count: int) -> Tensor:
        """Return inputs of the generator, the same at every call, (count, latent_dim)."""

    def examine(self, faces: Mapping[str, Faces], count: int) -> dict[str, float]:
        """Say how it does on `count` faces it learns from and on as many it never sees."""
        return {}

    def judge(self, images: Sequence[Tensor]) -> list[float]:
        """Return how real pictures look to the opponent, logits; empty where there is none.

        Args:
            images: Unaltered, each scale (batch, 3, px, px).
        """
        return []

    def zero(self, real: Tensor, fake: Tensor) -> Tensor:
        """Return the logit above which a picture is taken for real, scalar.

        Args:
            real: Logits of faces, (batch,).
            fake: Logits of samples, (batch,).
        """
        return real.new_zeros(())

    @torch.no_grad()
    def render(self, inputs: Tensor) -> list[Tensor]:
        """Make pictures with the averaged generator, float32, each scale (batch, 3, px, px)."""
        return self.average(inputs)

    def _faces_of(self, draws: Draws) -> Tensor:
        """Return the faces of a step, float32 (batch, 3, px, px)."""
        return self.faces.take(draws.rows, draws.mirrored if self.config.flip else None)

    def _descend(self, name: str, loss: Tensor, rate: float) -> Tensor:
        """Take one step down and return the norm of the gradient."""
        optimizer = self.optimizers[name]
        optimizer.zero_grad()
        loss.backward()
        parameters = list(self.networks[name].parameters())
        norm = nn.utils.get_total_norm([p.grad for p in parameters if p.grad is not None])
        if self.config.clip is not None:
            nn.utils.clip_grad_value_(parameters, self.config.clip)
        for group in optimizer.param_groups:
            group["lr"] = rate * group["factor"]
        optimizer.step()
        return norm

    def _average(self, images: int) -> None:
        """Let the running averages follow after `images` training images."""
        config = self.config
        if config.grown_from:
            images += config.grown_from.images
        for kimg, network in ((config.ema_kimg, self.average), *self.others.values()):
            decay = ema_decay(images, config.batch, kimg * 1000, config.ema_ramp)
            update_average(network, self.generator, decay)

    @property
    def tensors(self) -> dict[str, Tensor]:
        """All that has to be kept to go on, by name."""
        parts: dict[str, dict[str, Tensor]] = {
            **{name: network.state_dict() for name, network in self.networks.items()},
            **{f"optimizer.{n}": optimizer_tensors(o) for n, o in self.optimizers.items()},
            "counter": self.counters,
        }
        return {f"{part}.{name}": v for part, named in parts.items() for name, v in named.items()}

    def load(self, tensors: Mapping[str, Tensor]) -> None:
        """Put back what was kept.

        Raises:
            RuntimeError, KeyError, IndexError: If it is of another shape.
        """
        for name, network in self.networks.items():
            network.load_state_dict(under(tensors, name))
        for name, optimizer in self.optimizers.items():
            load_optimizer(optimizer, under(tensors, f"optimizer.{name}"))
        for name, counter in self.counters.items():
            counter.copy_(tensors[f"counter.{name}"])
