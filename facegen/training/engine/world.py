"""One process or several: who am I, and what do all of us together say.

Started by torchrun, processes share the batch; alone, every function here is the identity. A batch
is drawn whole in every process and cut, so several processes see just what one would.
"""

import gc
import os
from dataclasses import dataclass

import torch
import torch.distributed as dist
import torch.distributed.nn.functional as differentiable
from torch import Tensor


@dataclass(frozen=True)
class World:
    """The processes that train together.

    Attributes:
        rank: Number of this one, 0 being the one that writes.
        size: How many there are.
    """

    rank: int = 0
    size: int = 1

    @classmethod
    def join(cls, device_type: str) -> "World":
        """Meet the other processes that torchrun started, or be alone."""
        if int(os.environ.get("WORLD_SIZE", "1")) == 1:
            return cls()
        dist.init_process_group("cpu:gloo,cuda:nccl" if device_type == "cuda" else "gloo")
        return cls(dist.get_rank(), dist.get_world_size())

    def leave(self) -> None:
        """Part from the others, once nothing refers to networks that were shared.

        What holds a shared network must be gone before the group is: torch frees the group without
        Python's lock, but a network that outlived it would free it with the lock held, and wait
        for ever for the group's threads, which need it (seen with torch 2.13 and gloo).
        """
        if self.size > 1:
            gc.collect()
            dist.destroy_process_group()

    @property
    def leads(self) -> bool:
        """Whether this process writes files and talks."""
        return self.rank == 0

    def share(self, whole: Tensor) -> Tensor:
        """Return this process's part of a batch, (batch, ...) to (batch / size, ...)."""
        return whole.chunk(self.size)[self.rank]

    def mean(self, value: Tensor) -> Tensor:
        """Average over all processes; gradients flow to all of them."""
        if self.size == 1:
            return value
        return differentiable.all_reduce(value) / self.size

    def largest(self, *values: float) -> list[float]:
        """Return the largest of each value over all processes, so that all decide alike."""
        if self.size == 1:
            return list(values)
        agreed = torch.tensor(values, dtype=torch.float64)
        dist.all_reduce(agreed, dist.ReduceOp.MAX)
        return agreed.tolist()

    def wait(self) -> None:
        """Wait until every process is here."""
        if self.size > 1:
            dist.barrier()
