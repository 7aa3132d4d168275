"""Optimisers, and their state as named tensors."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from facegen.models.growth import inherited
from facegen.models.uncompiled import Adam, RMSprop
from facegen.training.run.config import TrainingConfig


def make_optimizer(config: TrainingConfig, network: nn.Module) -> Optimizer:
    """Return the optimiser a configuration asks for.

    Each of its groups has a `factor`, by which the rate is multiplied; parameters whose factor is 0
    are held: no gradient is computed for them.
    """
    groups = _groups(config, network)
    if config.optimizer == "rmsprop":
        return RMSprop(groups, lr=config.rate, alpha=0.9)
    return Adam(groups, lr=config.rate, betas=config.betas, fused=True)


def _groups(config: TrainingConfig, network: nn.Module) -> list[dict[str, Any]]:
    """Part what came from a smaller network from what is new."""
    origin = config.grown_from
    old = inherited(network, origin.px) if origin else {}
    named = list(network.named_parameters())
    if config.grown_rate_factor == 0:
        for name, parameter in named:
            parameter.requires_grad_(name not in old)
        old = {}
        named = [(name, parameter) for name, parameter in named if parameter.requires_grad]
    groups = [
        {"params": [p for name, p in named if name in old], "factor": config.grown_rate_factor},
        {"params": [p for name, p in named if name not in old], "factor": 1.0},
    ]
    return [group for group in groups if group["params"]]


def optimizer_tensors(optimizer: Optimizer) -> dict[str, Tensor]:
    """Return the moments, named `parameter number.kind`."""
    return {
        f"{index}.{kind}": value
        for index, moments in optimizer.state_dict()["state"].items()
        for kind, value in moments.items()
    }


def load_optimizer(optimizer: Optimizer, tensors: dict[str, Tensor]) -> None:
    """Put moments back, in the memory layout of the parameters they belong to."""
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in tensors.items():
        index, kind = name.split(".")
        parameter = parameters[int(index)]
        if value.shape == parameter.shape:
            value = torch.empty_like(parameter).copy_(value)
        state.setdefault(int(index), {})[kind] = value
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": state, "param_groups": groups})
