import dataclasses

import pytest
import torch
from torch import nn

from facegen.models.msg_gan import Generator
from facegen.training.engine.optimisers import load_optimizer, make_optimizer, optimizer_tensors
from tests.training.conftest import TINY


def steps(network: nn.Module, optimizer: torch.optim.Optimizer, seeds: range) -> None:
    for seed in seeds:
        for number, parameter in enumerate(network.parameters()):
            rng = torch.Generator().manual_seed(100 * seed + number)
            parameter.grad = torch.randn(parameter.shape, generator=rng)
        optimizer.step()


def network() -> Generator:
    torch.manual_seed(0)
    return Generator(TINY.model)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["adam", "rmsprop"])
def test_moments_put_back_go_on_as_if_never_taken(kind: str) -> None:
    config = dataclasses.replace(TINY, optimizer=kind)
    straight, broken = network(), network()
    steps(straight, make_optimizer(config, straight), range(6))
    first = make_optimizer(config, broken)
    steps(broken, first, range(3))
    kept = {name: value.clone() for name, value in optimizer_tensors(first).items()}
    second = make_optimizer(config, broken)
    load_optimizer(second, kept)
    steps(broken, second, range(3, 6))
    for one, other in zip(straight.parameters(), broken.parameters(), strict=True):
        assert torch.equal(one, other)


def test_a_network_that_did_not_grow_is_one_group_at_the_full_rate() -> None:
    (group,) = make_optimizer(TINY, network()).param_groups
    assert (group["lr"], group["factor"]) == (TINY.rate, 1.0)
