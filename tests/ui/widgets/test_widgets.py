import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facegen.attributes import CELEBA_ATTRIBUTES, Query
from facegen.errors import QueryError
from facegen.ui.pixels.map import pixel_of
from facegen.ui.widgets.chips import groups_json, query_of, value_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


def test_a_query_survives_the_way_through_the_chips():
    query = Query(("Male", "Smiling"), ("Young",))
    assert query_of(value_of(query)) == query


@given(JSON | st.fixed_dictionaries({"required": JSON, "excluded": JSON}))
def test_chips_read_any_value_or_refuse_it_with_a_sentence(or_refused, value):
    query = or_refused(query_of, value)
    assert query is None or isinstance(query, Query)


@given(JSON | st.fixed_dictionaries({"x": JSON, "y": JSON}))
def test_the_pixel_map_reads_a_pixel_of_the_face_or_refuses(or_refused, value):
    pixel = or_refused(pixel_of, value, 64)
    assert pixel is None or all(0 <= place < 64 for place in pixel)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -1, "3", None, True])
def test_a_pixel_is_a_finite_number_from_0_up(bad):
    with pytest.raises(QueryError):
        pixel_of({"x": bad, "y": 1}, 64)


def test_every_attribute_of_celeba_has_a_chip_in_exactly_one_group():
    placed = [
        one["name"] for group in groups_json(CELEBA_ATTRIBUTES) for one in group["attributes"]
    ]
    assert sorted(placed) == sorted(CELEBA_ATTRIBUTES)


def test_attributes_of_ones_own_stand_together_under_their_own_names():
    (group,) = groups_json(["has_hat", "red"])
    assert group["title"] == "Attributes"
    assert [one["label"] for one in group["attributes"]] == ["has hat", "red"]
