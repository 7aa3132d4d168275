from typing import Any

import numpy as np
import pytest

from facegen.charts.diverging import ABOVE, BELOW, NOTHING, ZERO, diverging_picture
from facegen.charts.pixel_distribution import histogram_chart
from facegen.charts.shared_attributes import MOST, lift_chart
from facegen.statistics.attributes import AttributeLift


def drawn(figure: Any) -> Any:
    return figure.data


def row(name: str, lift: float | None, **changes) -> AttributeLift:
    fields = {
        "attribute": name,
        "support": 10,
        "share": 0.2,
        "share_of_all": 0.1,
        "lift": lift,
        "low": None if lift is None else lift * 0.9,
        "high": None if lift is None else lift * 1.1,
        "significant": True,
        "asked": False,
    }
    return AttributeLift(**{**fields, **changes})


def test_only_clear_answers_are_drawn_and_the_query_itself_is_not():
    shared = [
        row("Wavy_Hair", 3.0),
        row("Bald", 0.25),
        row("Smiling", 2.0, significant=False),
        row("Male", 5.0, asked=True),
        row("Hat", None, significant=False),
    ]
    (bars,) = drawn(lift_chart(shared))
    assert list(bars.y) == ["Bald", "Wavy Hair"]
    assert np.allclose(np.add(bars.x, bars.base), [0.25, 3.0])
    assert np.allclose(bars.error_x.array, [0.025, 0.3])


def test_where_nothing_stands_out_nothing_is_drawn():
    assert lift_chart([row("Male", 5.0, asked=True), row("Hat", 1.0, significant=False)]) is None


def test_of_many_the_strongest_are_drawn_both_ways():
    shared = [row(f"a{i}", 2.0**power) for i, power in enumerate(range(-20, 21)) if power]
    (bars,) = drawn(lift_chart(shared))
    lifts = np.add(bars.x, bars.base)
    assert len(lifts) == MOST
    assert np.allclose(np.sort(np.abs(np.log2(lifts))), np.repeat(np.arange(13, 21), 2))


def test_the_histograms_are_shares_with_mean_and_median_upright():
    counts = np.zeros((3, 256), int)
    counts[:, 100] = 3
    counts[:, 200] = 1
    densities = np.full((3, 256), 1 / 256)
    chart = histogram_chart(counts, np.full(3, 125.0), np.full(3, 100.0), densities)
    bars = [trace for trace in drawn(chart) if trace.type == "bar"]
    assert [trace.name for trace in bars] == ["Red", "Green", "Blue"]
    for trace in bars:
        assert trace.y[100] == 0.75
        assert sum(trace.y) == pytest.approx(1)
    uprights = [trace.x for trace in drawn(chart) if len(trace.x) == 2]
    assert np.array_equal(uprights, [[125, 125], [100, 100]] * 3)


def test_the_ends_zero_and_nothing_have_their_colours():
    picture = diverging_picture(np.array([[-1.0, 0.0], [1.0, np.nan]]))
    assert np.array_equal(picture, np.array([[BELOW, ZERO], [ABOVE, NOTHING]]))


def test_a_map_without_values_warns_of_nothing():
    assert (diverging_picture(np.full((2, 2), np.nan)) == NOTHING).all()
