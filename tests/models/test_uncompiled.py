"""Optimisers that do what torch's do, and load no compiler for it."""

import subprocess
import sys

import pytest
import torch
from torch import Tensor
from torch.optim import Optimizer

from facegen.models import uncompiled

KINDS = {"Adam": torch.optim.Adam, "RMSprop": torch.optim.RMSprop}


def descended(kind: type[Optimizer]) -> tuple[Tensor, Optimizer]:
    weight = torch.nn.Parameter(torch.linspace(-1, 1, 8))
    optimiser = kind([weight], lr=0.1)  # type: ignore[call-arg]
    for _ in range(5):
        optimiser.zero_grad()
        (weight - 0.5).square().sum().backward()
        optimiser.step()
    return weight.detach(), optimiser


@pytest.mark.parametrize("name", KINDS)
def test_the_steps_are_those_of_torch(name: str) -> None:
    weight, optimiser = descended(getattr(uncompiled, name))
    expected, torchs = descended(KINDS[name])
    assert torch.equal(weight, expected)
    assert not torch.equal(weight, torch.linspace(-1, 1, 8))
    torchs.load_state_dict(optimiser.state_dict())
    optimiser.load_state_dict(torchs.state_dict())
    assert optimiser.state_dict()["param_groups"] == torchs.state_dict()["param_groups"]


def test_no_compiler_is_loaded() -> None:
    code = """
import sys
import torch
from facegen.models.uncompiled import Adam, RMSprop

for kind in Adam, RMSprop:
    weight = torch.nn.Parameter(torch.ones(2))
    optimiser = kind([weight], lr=0.1)
    optimiser.zero_grad()
    weight.sum().backward()
    optimiser.step()
    optimiser.load_state_dict(optimiser.state_dict())
    assert weight.requires_grad and weight[0] < 1
print("torch._dynamo" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
