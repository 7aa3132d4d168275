"""What a link holds, and what is kept of one that is wrong in parts."""

from urllib.parse import parse_qsl

import pytest

from facegen.answers.links import MOST_TRIED, link_to, read_float, read_int, valid_part
from facegen.errors import QueryError

KNOWN = {"Male", "Young", "Smiling"}


def read(fields):
    """Read a link of two fields: known names, and a number that needs some."""
    for name in filter(None, fields.get("with", "").split(",")):
        if name not in KNOWN:
            raise QueryError(f"no {name}.")
    if "seed" in fields and not (fields["seed"].isdigit() and fields.get("with")):
        raise QueryError("no seed.")


@pytest.mark.parametrize(
    ("fields", "kept", "reasons"),
    [
        ({"with": "Male,Young", "seed": "3"}, {"with": "Male,Young", "seed": "3"}, []),
        ({"with": "Male,Nobody,Young"}, {"with": "Male,Young"}, ["no Nobody."]),
        ({"with": "Nobody", "seed": "3"}, {}, ["no Nobody.", "no seed."]),
        ({"with": "Male", "seed": "x"}, {"with": "Male"}, ["no seed."]),
        ({}, {}, []),
    ],
)
def test_what_can_be_read_together_is_kept_and_the_rest_is_said(fields, kept, reasons):
    assert valid_part(fields, read) == (kept, reasons)


def test_a_link_of_endless_nonsense_is_given_up():
    tried = []

    def count(fields):
        tried.append(fields)
        raise QueryError("no.")

    endless = {"with": ",".join(map(str, range(10 * MOST_TRIED))), "seed": "3"}
    assert valid_part(endless, count) == ({}, ["no."])
    assert len(tried) == MOST_TRIED


def test_a_link_holds_what_is_nought_and_leaves_out_what_is_nothing():
    link = link_to("average", {"x": 0, "share": 0.0, "with": "Male,Young", "q": None, "seed": ""})
    fields = dict(parse_qsl(link.removeprefix("?"), keep_blank_values=True))
    assert fields == {"tab": "average", "x": "0", "share": "0.0", "with": "Male,Young"}
    assert read_int(fields, "x", 0, 63) == 0
    assert read_float(fields, "share", 0, 1) == 0
    assert read_int(fields, "seed", 0, 9) is None
    for key, text in (("x", "64"), ("x", "0.5"), ("share", "nan"), ("share", "-0.1")):
        with pytest.raises(QueryError, match=key):
            read_int({key: text}, key, 0, 63) if key == "x" else read_float({key: text}, key, 0, 1)
