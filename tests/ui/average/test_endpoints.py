"""Averages over the API, on pictures whose every pixel is known."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from facegen.answers.context import Context
from facegen.errors import EmptySelectionError, FacegenError
from facegen.ui.average.endpoints import average_endpoints
from tests.ui.pictures import shown


@pytest.fixture(scope="module")
def ask(doodles: Context) -> dict[str, Callable[..., Any]]:
    return {one.__name__: one for one in average_endpoints(doodles)}


def test_the_average_face_comes_with_its_numbers(ask, doodles: Context):
    answer = ask["average_face"](required=["red"])
    faces = np.asarray(doodles.population("doodles").store.faces[:10], np.float64)
    assert np.abs(shown(answer["image"]) - faces.mean(0)).max() <= 0.51
    assert answer.pop("seconds") >= 0
    assert {key: value for key, value in answer.items() if key != "image"} == {
        "title": "Mean of red",
        "support": 10,
        "matched": 10,
        "faces": 40,
    }


def test_a_sample_is_decided_by_its_seed(ask):
    one, again, other = (
        ask["average_face"](excluded=["red"], sample_size=5, seed=seed) for seed in (1, 1, 2)
    )
    assert (one["support"], one["matched"]) == (5, 30)
    assert one["image"] == again["image"] != other["image"]


def test_an_attribute_s_share_is_told_here_and_in_all(ask):
    rows = {row["attribute"]: row for row in ask["shared_attributes"](required=["red"])}
    even = rows["round"]  # every other picture, among the first ten as among all
    assert (even["support"], even["share"], even["share_of_all"], even["lift"]) == (5, 0.5, 0.5, 1)
    assert rows["red"]["lift"] == 4
    assert [name for name, row in rows.items() if row["asked"]] == ["red"]


@pytest.mark.parametrize(
    ("values", "kind", "sentence"),
    [
        ({"store": "elsewhere"}, FacegenError, "no dataset 'elsewhere'"),
        ({"required": ["blue"]}, FacegenError, "'blue' is not an attribute"),
        ({"required": ["red"], "excluded": ["red"]}, EmptySelectionError, "[Nn]o face"),
        ({"statistic": "mode"}, FacegenError, "statistic must be one of mean"),
        ({"quantile": 2}, FacegenError, "quantile must be a number from 0 to 1"),
        ({"sample_size": -1}, FacegenError, "sample_size must be a whole number from 0 to"),
    ],
)
def test_nonsense_is_refused(ask, values: dict[str, Any], kind: type, sentence: str):
    with pytest.raises(kind, match=sentence):
        ask["average_face"](**values)
