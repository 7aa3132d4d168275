import string
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facegen.answers import links
from facegen.answers.context import Context
from facegen.answers.portraits import STATISTICS, PortraitRequest, portrait
from facegen.attributes import Query
from facegen.errors import QueryError
from facegen.images import data_uri
from facegen.ui.average.comparisons import Comparison, explain_average, read_link, stage_of

NAMES = st.lists(st.text(string.ascii_letters + "_5", min_size=1, max_size=12), max_size=4)
QUERIES = st.builds(lambda with_, without: Query(tuple(with_), tuple(without)), NAMES, NAMES)


@given(
    QUERIES,
    st.none() | QUERIES,
    st.sampled_from(sorted(STATISTICS)),
    st.sampled_from(["", *sorted(STATISTICS)]),
    st.integers(0, 100),
    st.none() | st.integers(1, 10**9),
    st.integers(0, 2**32 - 1),
    st.sampled_from(["bundled", "my store & more"]),
)
def test_a_link_brings_the_same_state_back(
    first, second, statistic, statistic2, percent, size, seed, store
):
    quantile = percent / 100 if "quantile" in (statistic, statistic2) else 0.5
    request = PortraitRequest(store, first, statistic, quantile, size, seed)
    asked = Comparison(request, second, statistic2)
    link = asked.link("bundled")
    fields = dict(parse_qsl(link.removeprefix("?"), keep_blank_values=True))
    assert fields.pop("tab") == "average"
    assert read_link(fields, "bundled") == asked


@given(
    st.dictionaries(
        st.sampled_from(["quantile", "sample", "seed", "statistic", "statistic2"]), st.text()
    )
)
def test_any_text_in_a_link_is_read_or_refused_with_a_sentence(or_refused, fields):
    asked = or_refused(read_link, fields, "bundled")
    assert asked is None or asked.first.statistic in STATISTICS


@pytest.mark.parametrize("text", ["nan", "inf", "-0.1", "1.5", "half", ""])
def test_a_number_out_of_range_names_the_field_and_the_range(text):
    with pytest.raises(QueryError, match="quantile must be a number from 0 to 1"):
        links.read_float({"quantile": text}, "quantile", 0, 1)


def test_a_link_names_only_what_differs():
    assert Comparison(PortraitRequest("bundled")).link("bundled") == "?tab=average"


def test_no_face_is_answered_with_ways_on(doodles: Context):
    asked = Comparison(PortraitRequest("doodles", Query(("red",), ("red",))))
    value = stage_of(doodles, asked)
    assert value["faces"] == []
    assert value["message"]["suggestions"]
    for way in value["message"]["suggestions"]:
        query = Query(tuple(way["query"]["required"]), tuple(way["query"]["excluded"]))
        assert portrait(doodles, PortraitRequest("doodles", query)).selection.support > 0


def test_two_groups_are_shown_with_their_difference(doodles: Context):
    asked = Comparison(PortraitRequest("doodles", Query(("red",))), Query((), ("red",)))
    value = stage_of(doodles, asked)
    assert [face["title"] for face in value["faces"]] == [
        *("Mean of red", "Mean of all faces without red")
    ]
    assert value["difference"]["src"].startswith("data:image/")
    assert value["difference"]["title"] == "B minus A"
    assert value["link"] == asked.link("doodles")


def test_two_statistics_of_the_same_faces_are_shown_with_their_difference(doodles: Context):
    red = PortraitRequest("doodles", Query(("red",)))
    value = stage_of(doodles, Comparison(red, statistic2="median"))
    assert [face["title"] for face in value["faces"]] == ["Mean of red", "Median of red"]
    assert value["faces"][0] == stage_of(doodles, Comparison(red))["faces"][0]
    assert value["faces"][1]["src"] == data_uri(
        portrait(doodles, replace(red, statistic="median")).image
    )
    assert value["difference"]["title"] == "Median minus mean"
    assert value["link"].endswith("statistic2=median")


def test_both_statistics_are_explained():
    words, _ = explain_average(Comparison(PortraitRequest("any"), statistic2="median"), 20)
    assert words.index("the average") < words.index("**20**") < words.index("half of these faces")


def test_another_group_can_be_asked_another_statistic():
    asked = Comparison(PortraitRequest("any", Query(("red",))), Query(), "std")
    assert asked.requests == [
        PortraitRequest("any", Query(("red",))),
        PortraitRequest("any", statistic="std"),
    ]
