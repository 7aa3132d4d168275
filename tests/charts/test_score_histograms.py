import numpy as np
import pytest

from facegen.charts.score_histograms import BINS, score_histograms


def test_shares_are_of_each_set_and_zero_lies_in_the_middle():
    drawn = score_histograms({"samples": [-1.5, -1.4, 0.3, -0.2], "train": [1.0, 1.9]})
    samples, train = drawn.sets
    assert drawn.span == (-2, 2)
    assert sum(samples.shares) == pytest.approx(1)
    assert sum(samples.shares[: BINS // 2]) == pytest.approx(0.75)
    assert (samples.real, train.real) == (0.25, 1.0)


def test_the_axis_stays_while_scores_grow_a_little():
    spans = {score_histograms({"train": [top]}).span for top in (2.1, 3.0, 4.9, 5.0)}
    assert spans == {(-5.0, 5.0)}


def test_what_is_no_score_is_left_out():
    assert score_histograms({}).sets == ()
    drawn = score_histograms({"train": [np.nan, 1.0], "unknown": [1.0], "samples": [np.inf]})
    assert [one.name for one in drawn.sets] == ["Training faces"]
