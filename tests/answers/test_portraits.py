"""One statistic of one query as a picture, on pictures whose every pixel is known."""

import math

import numpy as np
import pytest

from facegen.answers.context import Context
from facegen.answers.portraits import PortraitRequest, difference, portrait
from facegen.attributes import Query
from facegen.errors import EmptySelectionError, QueryError


def faces_of(context: Context) -> np.ndarray:
    return np.asarray(context.population("doodles").store.faces, np.float64)


def test_a_portrait_is_the_mean_of_the_matching_pictures(doodles: Context):
    made = portrait(doodles, PortraitRequest("doodles", Query(("red",))))
    assert np.abs(made.values - faces_of(doodles)[:10].mean(0)).max() < 1e-3
    assert made.caption == "10 of 40 faces · 25.0 %"


def test_the_other_statistics_are_what_they_are_called(doodles: Context):
    faces = faces_of(doodles)
    deviation = portrait(doodles, PortraitRequest("doodles", statistic="std"))
    assert np.abs(deviation.values - faces.std(0)).max() < 1e-2
    brightened = np.clip(2.55 * deviation.values, 0, 255)
    assert np.abs(deviation.image - brightened).max() <= 0.51
    assert deviation.caption == "All 40 faces · white is 100 of 255"
    least = portrait(doodles, PortraitRequest("doodles", statistic="quantile", quantile=0))
    np.testing.assert_array_equal(least.values, faces.min(0))
    assert least.title == "0 % quantile of all faces"


def test_a_sample_is_told_with_its_seed(doodles: Context):
    made = portrait(doodles, PortraitRequest("doodles", Query(("red",)), sample_size=4, seed=3))
    rows = doodles.population("doodles").select(Query(("red",)), 4, 3).rows
    assert np.abs(made.values - faces_of(doodles)[rows].mean(0)).max() < 1e-3
    assert made.caption == "4 drawn (seed 3) from 10 of 40 faces · 25.0 %"


def test_balance_gives_an_attribute_its_share(doodles: Context):
    made = portrait(doodles, PortraitRequest("doodles", balance="red", share=0.5))
    faces = faces_of(doodles)
    expected = (faces[:10].mean(0) + faces[10:].mean(0)) / 2
    assert np.abs(made.values - expected).max() < 1e-3
    assert made.title == "Mean of all faces, 50 % red"
    assert made.caption == "All 40 faces · 25.0 % of them are red in the data"


def test_a_difference_is_doubled_on_grey(doodles: Context):
    red, others = (
        portrait(doodles, PortraitRequest("doodles", query))
        for query in (Query(("red",)), Query((), ("red",)))
    )
    shown = difference(red, others)
    expected = np.clip(128 + 2 * (others.values - red.values), 0, 255)
    assert np.abs(shown - expected).max() <= 0.51
    assert (difference(red, red) == 128).all()


def test_equal_requests_are_equal():
    asked, again = (
        PortraitRequest("doodles", Query(("red",)), "median", sample_size=5) for _ in range(2)
    )
    assert asked == again
    assert hash(asked) == hash(again)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"quantile": math.nan},
        {"quantile": math.inf},
        {"quantile": "half"},
        {"share": -0.1},
        {"seed": 0.5},
        {"seed": 2**32},
        {"sample_size": 0},
        {"sample_size": True},
        {"statistic": "mode"},
    ],
)
def test_a_request_refuses_what_is_no_number_in_range(nonsense: dict):
    with pytest.raises(QueryError, match=next(iter(nonsense))):
        PortraitRequest("doodles", **nonsense)


def test_nobody_has_no_portrait(doodles: Context):
    with pytest.raises(EmptySelectionError):
        portrait(doodles, PortraitRequest("doodles", Query(("red",), ("red",))))
    with pytest.raises(QueryError, match="'blue' is not an attribute"):
        portrait(doodles, PortraitRequest("doodles", Query(("blue",))))
