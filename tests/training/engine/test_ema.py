import pytest
import torch
from torch import nn

from facegen.training.engine.ema import ema_decay, update_average


def test_after_a_half_life_half_is_left() -> None:
    decay = ema_decay(images=10**6, batch=100, half_life_images=10_000, ramp=0.05)
    assert decay**100 == pytest.approx(0.5)


def test_early_on_the_half_life_is_a_share_of_what_was_seen() -> None:
    decay = ema_decay(images=20_000, batch=100, half_life_images=10_000, ramp=0.05)
    assert decay**10 == pytest.approx(0.5)
    assert ema_decay(images=0, batch=100, half_life_images=10_000, ramp=0.05) == 0


def test_the_average_follows_weights_and_takes_buffers_over() -> None:
    average, network = nn.BatchNorm1d(3), nn.BatchNorm1d(3)
    assert network.running_mean is not None
    assert average.running_mean is not None
    nn.init.constant_(network.weight, 5.0)
    network.running_mean.fill_(7.0)
    update_average(average, network, 0.75)
    assert average.weight.tolist() == [2.0] * 3
    assert average.running_mean.tolist() == [7.0] * 3
    assert torch.equal(network.weight, torch.full((3,), 5.0))
