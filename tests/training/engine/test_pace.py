import pytest

from facegen.metrics import Metric
from facegen.training.engine.pace import Pace
from facegen.training.run.budget import Budget


def test_a_pace_is_that_since_the_last_line() -> None:
    pace, budget = Pace(), Budget(10, "kimg")
    told = [pace.tell(*now, budget) for now in ((1000, 20.0), (3000, 30.0))]
    assert told == [
        {"images": 1000, "seconds": 20.0, "images_per_sec": 50.0, "seconds_left": 180.0},
        {"images": 3000, "seconds": 30.0, "images_per_sec": 200.0, "seconds_left": 35.0},
    ]
    assert told[0].keys() <= set(Metric)


def test_minutes_are_left_whatever_the_pace() -> None:
    told = Pace(1000, 20.0).tell(1001, 30.0, Budget(2, "minutes"))
    assert told[Metric.IMAGES_PER_SEC] == 0.1
    assert told[Metric.SECONDS_LEFT] == 90


@pytest.mark.parametrize("now", [(500, 10.0), (500, 12.0), (600, 10.0)])
def test_where_nothing_was_learned_since_there_is_no_pace(now: tuple[int, float]) -> None:
    pace = Pace(500, 10.0)
    assert pace.tell(*now, Budget(10, "kimg")) == {"images": now[0], "seconds": now[1]}
    assert (pace.images, pace.seconds) == now


def test_a_budget_that_is_overspent_leaves_nothing() -> None:
    assert Pace(900, 9.0).tell(1100, 11.0, Budget(1, "kimg"))[Metric.SECONDS_LEFT] == 0
