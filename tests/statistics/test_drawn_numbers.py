import math

import numpy as np
import pytest

from facegen.errors import QueryError
from facegen.statistics.drawn_numbers import CENTRE, SPREAD, draw_numbers, summary


def test_a_thousand_gaussian_numbers_leave_gaps_that_their_gaussian_has_not() -> None:
    numbers = draw_numbers("gaussian", 1000, seed=0)
    told = summary(numbers)
    assert told.counts.sum() == 1000
    assert (told.mean, told.std) == pytest.approx((np.mean(numbers), np.std(numbers)))
    assert told.mean == pytest.approx(CENTRE, abs=4 * SPREAD / math.sqrt(1000))
    within = range(min(numbers), max(numbers) + 1)
    assert told.gaps == sum(value not in numbers for value in within) > 0
    assert all(told.gaussian[value] > 0 for value in within)


def test_the_two_numbers_draw_new_ones_with_their_mean_and_deviation() -> None:
    told = summary(draw_numbers("gaussian", 1000, seed=0))
    again = draw_numbers("gaussian", 100_000, 1, told.mean, told.std)
    assert again.mean() == pytest.approx(told.mean, abs=4 * told.std / math.sqrt(100_000))
    assert again.std() == pytest.approx(told.std, rel=0.02)


def test_even_numbers_have_the_deviation_of_a_die_of_256_sides() -> None:
    told = summary(draw_numbers("uniform", 100_000, seed=2))
    assert told.mean == pytest.approx(127.5, abs=1)
    assert told.std == pytest.approx(math.sqrt((256**2 - 1) / 12), rel=0.01)


def test_another_source_is_refused() -> None:
    with pytest.raises(QueryError, match="gaussian, uniform"):
        draw_numbers("poisson", 10)
