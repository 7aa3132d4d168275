from typing import Any

import numpy as np
import pytest

from facegen.charts.pixel_distribution import histogram_chart


def drawn(figure: Any) -> Any:
    return figure.data


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
