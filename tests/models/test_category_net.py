import math
from typing import Any

import numpy as np
import pytest
import torch

from facegen.errors import ModelError, QueryError
from facegen.models.category_net import CategoryNet, CategoryNetConfig


@pytest.fixture
def network() -> CategoryNet:
    torch.manual_seed(0)
    return CategoryNet(CategoryNetConfig(attributes=("A", "B"), channels=(4, 8, 4))).eval()


def test_two_attributes_give_four_pictures(network: CategoryNet) -> None:
    rows = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    (pictures,) = network(rows)
    assert pictures.shape == (4, 3, 16, 16)
    for one in range(4):
        assert torch.allclose(network(rows[one : one + 1])[0][0], pictures[one], atol=1e-6)
        for other in range(one):
            assert not torch.allclose(pictures[one], pictures[other])


def test_attributes_have_no_mapping_and_the_first_of_several_rows_is_used(
    network: CategoryNet,
) -> None:
    rows = torch.rand(2, 2)
    assert network.style(rows) is rows
    several = torch.stack([rows, torch.rand(2, 2)], 1)
    assert torch.equal(network.synthesize(several)[0], network(rows)[0])


def test_every_weight_learns(network: CategoryNet) -> None:
    network(torch.rand(3, 2))[0].square().mean().backward()
    assert not [name for name, value in network.named_parameters() if value.grad is None]


def test_it_can_learn_the_mean_of_those_who_share_attributes(network: CategoryNet) -> None:
    """Two faces with the same attributes: the picture nearest to both is between them."""
    faces = torch.tensor([-0.5, 0.1])[:, None, None, None].expand(2, 3, 16, 16)
    rows = torch.tensor([[1.0, 0], [1, 0]])
    steps = torch.optim.Adam(network.train().parameters(), 0.02)
    for _ in range(150):
        loss = (network(rows)[0] - faces).square().mean()
        steps.zero_grad()
        loss.backward()
        steps.step()
    pictures = network(rows)[0]
    assert pictures.mean().item() == pytest.approx(-0.2, abs=0.03)
    assert (pictures - faces).square().mean().item() == pytest.approx(0.09, abs=0.01)


def test_a_category_net_has_no_seeds() -> None:
    with pytest.raises(ModelError, match=r'told attributes .*: paint\(\[\{"A": 1\}\]\)\.$'):
        CategoryNet(CategoryNetConfig(attributes=("A", "B"), channels=(4, 4))).sample([1])


def test_attributes_are_told_by_name_in_any_order(network: CategoryNet):
    painted = network.paint([{"B": 1, "A": 0.25}, {}])
    with torch.no_grad():
        (images,) = network(torch.tensor([[0.25, 1.0], [0.0, 0.0]]))
    wanted = np.clip((images.numpy().transpose(0, 2, 3, 1) + 1) * 127.5, 0, 255)
    assert painted.shape == (2, 16, 16, 3)
    assert painted.dtype == np.uint8
    assert np.abs(painted - wanted).max() <= 0.51


def test_an_attribute_it_was_not_told_of_is_refused(network: CategoryNet):
    with pytest.raises(ModelError, match="told of A, B; not of C"):
        network.paint([{"C": 1}])


@pytest.mark.parametrize("value", [math.nan, -0.01, 1.01, 50, "1", True])
def test_a_value_that_is_none_is_refused(network: CategoryNet, value: Any):
    with pytest.raises(QueryError, match="B must be a number from 0 to 1, but is "):
        network.paint([{"A": 1}, {"B": value}])


def test_of_no_rows_there_are_no_pictures(network: CategoryNet):
    assert network.paint([]).shape == (0, 16, 16, 3)
