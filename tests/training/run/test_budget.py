import pytest

from facegen.training.run.budget import UNITS, Budget

PACE = 40.0
"""Images a second, steady."""


@pytest.mark.parametrize("unit", UNITS)
def test_a_steady_run_spends_its_budget_as_it_says(unit: str) -> None:
    budget = Budget(12.0, unit)
    seconds = {"kimg": 12_000 / PACE, "minutes": 12 * 60}[unit]
    images = seconds * PACE
    assert budget.spent(0, 0) == 0
    assert budget.spent(images / 4, seconds / 4) == pytest.approx(0.25)
    assert budget.spent(images, seconds) == pytest.approx(1)
    assert budget.seconds_left(images / 4, seconds / 4, PACE) == pytest.approx(0.75 * seconds)
    assert budget.seconds_left(2 * images, 2 * seconds, PACE) == 0
    assert budget.kimg(PACE) == pytest.approx(images / 1000)
    assert budget.minutes(PACE) == pytest.approx(seconds / 60)


def test_without_a_pace_only_minutes_say_what_is_left() -> None:
    assert Budget(1, "minutes").seconds_left(0, 15, None) == 45
    assert Budget(1, "kimg").seconds_left(0, 15, None) is None


def test_the_one_that_is_given_is_the_budget() -> None:
    assert Budget.of(2.5, None) == Budget(2.5, "kimg")
    assert str(Budget.of(None, 90)) == "90 minutes"
