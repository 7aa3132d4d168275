"""The channels that tell two kinds of pictures apart, in networks whose channels are known."""

import numpy as np
import pytest
import torch
from torch import nn

from facegen.models.attribute_net import AttributeNet, AttributeNetConfig
from facegen.models.simple_gan import SimpleDiscriminator, SimpleGanConfig
from facegen.training.outcome.insight import responses_to
from facegen.training.outcome.telling import MOST_A_BLOCK, Channel, draw_channels, telling


@pytest.fixture(params=["discriminator", "attributes"])
def network(request: pytest.FixtureRequest) -> nn.Module:
    torch.manual_seed(0)
    if request.param == "attributes":
        config = AttributeNetConfig(attributes=("Smiling",), widths=(8, 8), feature_size=8,
                                    size_px=32)  # fmt: skip
        return AttributeNet(config).eval().requires_grad_(False)
    return SimpleDiscriminator(SimpleGanConfig(size_px=32, width=8)).eval().requires_grad_(False)


@pytest.fixture(scope="module")
def kinds() -> tuple[np.ndarray, np.ndarray]:
    """Dark pictures and bright ones, of noise."""
    noise = np.random.default_rng(0).integers(0, 100, (2, 40, 32, 32, 3))
    return noise[0].astype(np.uint8), (noise[1] + 150).astype(np.uint8)


def test_channels_are_told_with_how_far_apart_they_lie(network: nn.Module, kinds):
    found = telling(network, *kinds, count=4)
    assert len(found) == 4
    sizes = [abs(one.apart) for one in found]
    assert sizes == sorted(sizes, reverse=True)
    blocks = [one.block for one in found]
    assert max(blocks.count(block) for block in blocks) <= MOST_A_BLOCK
    turned = telling(network, *kinds[::-1], count=4)
    assert [one.apart for one in turned] == pytest.approx([-one.apart for one in found])


def test_a_channel_lies_as_far_apart_as_its_responses_do(kinds):
    """Of a first layer that passes one colour on, worked out from the pictures themselves."""
    network = SimpleDiscriminator(SimpleGanConfig(size_px=32, width=4)).eval()
    with torch.no_grad():
        second = network.downs[0]
        assert isinstance(second, nn.Conv2d)
        for layer in (network.first, second):
            for parameter in layer.parameters():
                parameter.zero_()
        network.first.weight[0, 1, 1, 1] = 1
        second.weight[0, 0, 1:3, 1:3] = 0.25
    best = telling(network, *kinds, count=1)[0]
    means = []
    for pictures in kinds:
        green = pictures[..., 1] / 127.5 - 1
        green = np.where(green < 0, 0.01 * green, green)  # the leaky rectifier
        means.append(green.reshape(40, 16, 2, 16, 2).mean((1, 2, 3, 4)))
    spread = np.sqrt((means[0].var() + means[1].var()) / 2)
    wanted = (means[0].mean() - means[1].mean()) / (spread + 1e-6)
    found = [one for one in telling(network, *kinds, count=9) if one.block == 0]
    assert min(abs(one.apart - wanted) for one in found) < 0.02 * abs(wanted)
    assert abs(best.apart) >= 0.98 * abs(wanted)


def test_what_is_drawn_excites_its_channel(network: nn.Module, kinds):
    (channel,) = telling(network, *kinds, count=1)
    before, after = (draw_channels(network, [channel], steps=steps)[channel] for steps in (1, 20))
    assert before.shape == after.shape == (32, 32, 3)
    block, number = channel.block, channel.number
    answers = [responses_to(network, one[None])[block][0, number] for one in (before, after)]
    assert answers[1] > answers[0]


def test_a_channel_that_nothing_excites_is_not_drawn():
    network = SimpleDiscriminator(SimpleGanConfig(size_px=32, width=4)).eval().requires_grad_(False)
    network.first.weight.zero_()
    assert draw_channels(network, [Channel(0, 1, 1.0)]) == {}
