import torch

from facegen.training.engine.meter import Meter
from facegen.training.engine.world import World

ALONE = World()


def test_means_are_over_the_steps_that_told() -> None:
    meter = Meter()
    for loss in (1.0, 2.0, 6.0):
        meter.add({"loss": torch.tensor(loss)})
    meter.add({"penalty": torch.tensor(4.0)})
    assert meter.means(ALONE) == {"loss": 3.0, "penalty": 4.0}
    assert meter.means(ALONE) == {}, "a new interval begins"


def test_half_an_interval_goes_on_where_it_was_kept() -> None:
    whole, first, second = Meter(), Meter(), Meter()
    for number in range(6):
        values = {"loss": torch.tensor(float(number**2))}
        whole.add(values)
        (first if number < 3 else second).add(values)
        if number == 2:
            second.load(first.tensors, torch.device("cpu"))
    assert second.means(ALONE) == whole.means(ALONE)
