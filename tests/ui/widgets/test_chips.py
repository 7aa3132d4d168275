import json

from hypothesis import given
from hypothesis import strategies as st

from facegen.attributes import CELEBA_ATTRIBUTES, FAVOURITES, Group, Query
from facegen.ui.widgets.chips import groups_json, query_of, value_of
from tests.ui.conftest import JSON
from tests.wire import read_as


def test_a_query_survives_the_way_through_the_chips():
    query = Query(("Male", "Smiling"), ("Young",))
    assert query_of(value_of(query)) == query


@given(JSON | st.fixed_dictionaries({"required": JSON, "excluded": JSON}))
def test_chips_read_any_value_or_refuse_it_with_a_sentence(or_refused, value):
    query = or_refused(query_of, value)
    assert query is None or isinstance(query, Query)


def test_every_attribute_of_celeba_has_a_chip_in_exactly_one_group():
    placed = [
        one["name"] for group in groups_json(CELEBA_ATTRIBUTES) for one in group["attributes"]
    ]
    assert sorted(placed) == sorted(CELEBA_ATTRIBUTES)


def test_what_is_asked_for_most_stands_first():
    first, second, *_ = groups_json(CELEBA_ATTRIBUTES)
    assert [one["name"] for one in first["attributes"]] == list(FAVOURITES)
    assert all(one["name"] not in FAVOURITES for one in second["attributes"])


def test_attributes_of_ones_own_stand_together_under_their_own_names():
    (group,) = groups_json(["has_hat", "red"])
    assert group["title"] == "Attributes"
    assert [one["label"] for one in group["attributes"]] == ["has hat", "red"]


def test_what_the_script_is_told_is_what_is_declared():
    query = Query(("Male",), ("Young",))
    assert read_as(Query, json.dumps(value_of(query))) == query
    groups = read_as(tuple[Group, ...], json.dumps(groups_json(CELEBA_ATTRIBUTES)))
    assert sum(len(group.attributes) for group in groups) == len(CELEBA_ATTRIBUTES)
