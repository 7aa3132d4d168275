"""Averages of what the steps report, kept on the device until somebody asks."""

from collections.abc import Mapping

import torch
from torch import Tensor

from facegen.training.engine.world import World


class Meter:
    """Sums and counts of scalars, by name."""

    def __init__(self) -> None:
        self.sums: dict[str, Tensor] = {}
        self.counts: dict[str, Tensor] = {}

    def add(self, values: Mapping[str, Tensor]) -> None:
        """Take in one step's scalars."""
        for name, value in values.items():
            if name not in self.sums:
                self.sums[name], self.counts[name] = torch.zeros(2, device=value.device).unbind()
            self.sums[name] += value
            self.counts[name] += 1

    def means(self, world: World) -> dict[str, float]:
        """Return the averages since the last call, over all processes, and begin anew."""
        if not self.sums:
            return {}
        ratios = torch.stack([self.sums[name] / self.counts[name] for name in self.sums])
        means = dict(zip(self.sums, world.mean(ratios).tolist(), strict=True))
        self.sums, self.counts = {}, {}
        return means

    @property
    def tensors(self) -> dict[str, Tensor]:
        """What has to be kept to go on in the middle of an interval."""
        sums = {f"sum.{name}": value for name, value in self.sums.items()}
        return sums | {f"count.{name}": value for name, value in self.counts.items()}

    def load(self, tensors: Mapping[str, Tensor], device: torch.device) -> None:
        """Put back what was kept."""
        self.sums, self.counts = {}, {}
        for name, value in tensors.items():
            kind, _, key = name.partition(".")
            (self.sums if kind == "sum" else self.counts)[key] = value.to(device)
