"""Where a run computes: device, precision, compiling, and the processes that share the work."""

import contextlib
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from facegen.counting import counted
from facegen.errors import TrainingError
from facegen.training.engine.world import World
from facegen.training.run.config import TrainingConfig


@dataclass(frozen=True)
class Machine:
    """A device and the processes that train on one each.

    Attributes:
        device: Where tensors lie.
        world: The processes.
        precision: `float32` or `bfloat16`: what computes, which need not be what was asked for.
        compile: Whether networks are compiled.
    """

    device: torch.device
    world: World
    precision: str
    compile: bool

    @classmethod
    def prepare(cls, config: TrainingConfig, device: str = "auto", threads: int = 0) -> "Machine":
        """Set torch up for a run.

        A processor without AVX-512 computes in float32 whatever was asked for: with AVX2 alone,
        torch emulates bfloat16, a tenth as fast, or refuses its gradients.

        Args:
            config: Of the run.
            device: `auto`, `cpu` or `cuda`.
            threads: CPU threads; 0 leaves torch's choice.

        Raises:
            TrainingError: If the device is not there, or the processes cannot share the batch.
        """
        kind = ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device
        if kind == "cuda" and not torch.cuda.is_available():
            raise TrainingError("--device: cuda was asked for, but torch finds none; use cpu.")
        world = World.join(kind)
        if threads:
            torch.set_num_threads(threads)
        if config.batch % world.size:
            raise TrainingError(
                f"--batch: {counted(config.batch, 'image')} cannot be shared by {world.size} "
                "processes; choose a multiple."
            )
        torch.backends.cuda.matmul.allow_tf32 = True
        torch.backends.cudnn.allow_tf32 = True
        torch.backends.cudnn.benchmark = True
        index = world.rank % max(1, torch.cuda.device_count())
        chosen = torch.device("cuda", index) if kind == "cuda" else torch.device(kind)
        quick_in_half = kind == "cuda" or torch.backends.cpu.get_cpu_capability() == "AVX512"
        precision = config.precision if quick_in_half else "float32"
        return cls(chosen, world, precision, config.compile)

    @property
    def facts(self) -> dict[str, str | int]:
        """What computes, for the record."""
        cuda = self.device.type == "cuda"
        return {
            "device": torch.cuda.get_device_name(self.device) if cuda else _processor(),
            "processes": self.world.size,
            "threads": torch.get_num_threads(),
            "torch": torch.__version__,
            "precision": self.precision,
        }

    def place(self, network: nn.Module) -> nn.Module:
        """Move a network here, its kernels channels last in memory."""
        network.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        return network

    def hasten(self, network: nn.Module) -> nn.Module:
        """Return the network compiled, where that was asked for."""
        if not self.compile:
            return network
        # Of a fixed shape each: the discriminator sees two sizes of batch, always the same.
        return torch.compile(network, dynamic=False)  # type: ignore[return-value]

    def share(self, network: nn.Module) -> nn.Module:
        """Return the network with its gradients averaged over all processes."""
        if self.world.size == 1:
            return network
        return DistributedDataParallel(network, broadcast_buffers=False)

    def autocast(self) -> contextlib.AbstractContextManager[Any]:
        """Compute in bfloat16 inside, where that is the precision."""
        return torch.autocast(
            self.device.type, torch.bfloat16, enabled=self.precision == "bfloat16"
        )


def _processor() -> str:
    """Return the processor's name as Linux tells it, else its architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
