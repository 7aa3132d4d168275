import pytest
import torch
import torch.nn.functional as F

from facegen.latent.directions.directions import Directions
from facegen.latent.directions.entanglement import entangled, separable, without


def test_what_is_taken_apart_leaves_most_of_a_direction() -> None:
    unit = torch.eye(4)[0]
    readings = F.normalize(
        torch.tensor([[1.0, 0, 0, 0], [0.9, 0.436, 0, 0], [0.5, 0, 0.866, 0], [0.1, 0, 0, 0.995]]),
        dim=1,
    )
    # the second is nearly the same and would leave 0.44; the third leaves 0.87, both others 0.86
    assert separable(unit, readings, [1, 2, 3], 3) == [2, 3]
    assert separable(unit, readings, [3, 2, 1], 1) == [3]
    assert separable(unit, readings, [], 3) == []


def test_entanglement_is_the_change_of_a_reading_along_a_direction(
    directions: Directions,
) -> None:
    which = directions.names.index("Young")
    change = directions.read(directions.space.mean + directions.attribute("Young"))
    for name, found in directions.entangled("Young", least=0):
        assert found == pytest.approx(float(change[directions.names.index(name)]), abs=1e-5)
    assert len(entangled(which, directions.units, directions.readings, 2.0)) == 0


def test_the_most_entangled_come_first_and_a_direction_is_not_its_own() -> None:
    units = torch.eye(3)
    readings = torch.tensor([[1.0, 0, 0], [-0.8, 0.6, 0], [0.5, 0, 0.87], [0.1, 0, 0.99]])
    found = entangled(0, units, readings)
    assert [(row, round(change, 4)) for row, change in found] == [(1, -0.8), (2, 0.5)]
    assert [row for row, _ in entangled(0, units, readings, 0.05)] == [1, 2, 3]


def test_what_is_left_is_gram_and_schmidts() -> None:
    torch.manual_seed(0)
    unit, others = F.normalize(torch.randn(6), dim=0), torch.randn(3, 6)
    left, basis = unit.double(), []
    for other in others.double():
        for one in basis:
            other = other - (other @ one) * one
        basis.append(other / other.norm())
        left = left - (left @ basis[-1]) * basis[-1]
    found = without(unit, others)
    assert found is not None
    torch.testing.assert_close(found, (left / left.norm()).float())
    assert float((others @ found).abs().max()) < 1e-5


def test_with_nothing_taken_out_it_stays_and_of_its_own_span_nothing_is_left() -> None:
    unit = torch.tensor([0.6, 0.8, 0])
    torch.testing.assert_close(without(unit, torch.zeros(0, 3)), unit)
    assert without(unit, torch.eye(3)[:2]) is None
    assert without(unit, torch.tensor([[0.6, 0.8, 0.01]])) is None
