import dataclasses

import pytest
import torch
from torch import nn

from facegen.errors import TrainingError
from facegen.training.engine.machine import Machine
from facegen.training.engine.world import World
from tests.training.conftest import TINY


@pytest.fixture
def machine() -> Machine:
    return Machine.prepare(TINY, "cpu", threads=1)


def test_it_is_what_was_asked_for_and_says_so(machine: Machine) -> None:
    assert machine.device == torch.device("cpu")
    facts = machine.facts
    assert facts.pop("device")
    assert facts == {
        "processes": 1,
        "threads": 1,
        "torch": torch.__version__,
        "precision": "float32",
    }
    assert torch.get_num_threads() == 1


def test_a_device_is_found_where_none_is_named() -> None:
    found = Machine.prepare(TINY, "auto", threads=1).device.type
    assert found == ("cuda" if torch.cuda.is_available() else "cpu")


@pytest.mark.parametrize(("capability", "precision"), [("AVX512", "bfloat16"), ("AVX2", "float32")])
def test_a_processor_that_is_slow_in_bfloat16_computes_in_float32(
    monkeypatch: pytest.MonkeyPatch, capability: str, precision: str
) -> None:
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: capability)
    config = dataclasses.replace(TINY, precision="bfloat16")
    assert Machine.prepare(config, "cpu", threads=1).facts["precision"] == precision


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is one")
def test_a_device_that_is_not_there_is_refused() -> None:
    with pytest.raises(TrainingError, match="--device: cuda was asked for, but torch finds none"):
        Machine.prepare(TINY, "cuda")


def test_a_batch_must_be_one_for_all_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(World, "join", lambda kind: World(0, 3))
    with pytest.raises(TrainingError, match="--batch: 16 images cannot be shared by 3 processes"):
        Machine.prepare(TINY, "cpu")
    assert Machine.prepare(dataclasses.replace(TINY, batch=15), "cpu", threads=1).world.size == 3


def test_networks_are_placed_channels_last_and_otherwise_left_alone(machine: Machine) -> None:
    network = nn.Conv2d(8, 8, 3)
    before = network.weight.clone()
    assert machine.place(network) is network
    assert network.weight.is_contiguous(memory_format=torch.channels_last)
    assert torch.equal(network.weight, before)
    assert machine.hasten(network) is network
    assert machine.share(network) is network


@pytest.mark.parametrize(
    ("precision", "dtype"), [("float32", torch.float32), ("bfloat16", torch.bfloat16)]
)
def test_products_are_of_the_precision_that_was_asked_for(
    machine: Machine, precision: str, dtype: torch.dtype
) -> None:
    one = torch.ones(2, 2)
    with dataclasses.replace(machine, precision=precision).autocast():
        assert (one @ one).dtype == dtype
    assert (one @ one).dtype == torch.float32
