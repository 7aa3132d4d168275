"""What every task has, seen on that of the category net."""

import copy

import pytest
import torch

from facegen.training.engine.ema import ema_decay
from facegen.training.engine.task import average_name
from facegen.training.run.live import Live
from tests.training.engine.conftest import NET, Prepare, draws_of


def test_all_that_is_kept_brings_a_task_back(prepare: Prepare) -> None:
    one = prepare(**NET)
    other = prepare(**NET, seed=1)
    live = Live.of(one.config)
    one.task.step(draws_of(one), 0, live)
    other.task.load(copy.deepcopy(one.task.tensors))
    for step in (1, 2):
        one.task.step(draws_of(one, step), 16 * step, live)
        other.task.step(draws_of(one, step), 16 * step, live)
    for name, value in one.task.tensors.items():
        assert torch.equal(other.task.tensors[name], value), name


def test_what_is_of_another_shape_is_refused(prepare: Prepare) -> None:
    task = prepare(**NET).task
    tensors = dict(task.tensors)
    first = next(name for name in tensors if name.startswith("generator."))
    with pytest.raises(RuntimeError, match="size mismatch"):
        task.load({**tensors, first: torch.zeros(3)})
    del tensors[first]
    with pytest.raises(RuntimeError, match="Missing key"):
        task.load(tensors)


def test_averages_follow_each_at_its_half_life(prepare: Prepare) -> None:
    training = prepare(**NET, ema_kimg=0.05, ema_others_kimg=(0.1,), ema_ramp=1.0)
    task, config = training.task, training.config
    before = {name: value.clone() for name, value in task.average.state_dict().items()}
    task.step(draws_of(training), 1000, Live.of(config))
    for network, kimg in ((task.average, 0.05), (task.networks[average_name(0.1)], 0.1)):
        decay = ema_decay(1016, 16, 1000 * kimg, 1.0)
        for name, weight in task.generator.named_parameters():
            expected = torch.lerp(weight, before[name], decay)
            torch.testing.assert_close(dict(network.named_parameters())[name], expected)


def test_gradients_are_clipped_and_their_norm_is_of_before(prepare: Prepare) -> None:
    plain, clipped = prepare(**NET), prepare(**NET, clip=1e-5)
    norms = []
    for training in (plain, clipped):
        seen = training.task.step(draws_of(training), 0, Live.of(training.config))
        norms.append(float(seen["gradient_generator"]))
        largest = max(float(p.grad.abs().max()) for p in training.task.generator.parameters()
                      if p.grad is not None)  # fmt: skip
        assert (largest <= 1.001e-5) == (training is clipped)
    assert norms[0] == pytest.approx(norms[1])


def test_equal_seeds_begin_with_equal_weights(prepare: Prepare) -> None:
    one, same, other = (prepare(**NET, seed=seed).task.tensors for seed in (3, 3, 4))
    assert all(torch.equal(same[name], value) for name, value in one.items())
    assert not all(torch.equal(other[name], value) for name, value in one.items())


def test_averages_are_called_by_their_half_lives() -> None:
    assert [average_name(kimg) for kimg in (1.0, 0.25, 20)] == [
        "average_1",
        "average_0.25",
        "average_20",
    ]


def test_where_there_is_no_opponent_nothing_is_judged(prepare: Prepare) -> None:
    task = prepare(**NET).task
    assert task.judge([torch.zeros(2, 3, 16, 16)]) == []
    assert float(task.zero(torch.ones(3), torch.zeros(3))) == 0
