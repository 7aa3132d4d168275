from typing import Any

import numpy as np

from facegen.charts.shared_attributes import MOST, lift_chart
from facegen.statistics.attributes import AttributeLift


def drawn(figure: Any) -> Any:
    return figure.data


def reach(figure: Any) -> Any:
    return figure.layout.xaxis.range


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
    assert list(bars.y) == ["Bald", "Wavy hair"]
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


def test_the_axis_goes_no_farther_than_a_twentieth_and_twenty_times():
    near = lift_chart([row("Wavy_Hair", 3.0), row("Bald", 0.25)])
    far = lift_chart([row("Wavy_Hair", 300.0), row("Bald", 0.001)])
    assert near is not None
    assert far is not None
    np.testing.assert_allclose(np.power(10, reach(near)), [0.225, 3.3], rtol=0.05)
    np.testing.assert_allclose(np.power(10, reach(far)), [1 / 20, 20], rtol=0.05)
    assert [[point[2], point[6]] for point in drawn(near)[0].customdata] == [[10, 50]] * 2
