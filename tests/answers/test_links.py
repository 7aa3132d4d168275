"""What is kept of a link that is wrong in parts."""

import pytest

from facegen.answers.links import MOST_TRIED, valid_part
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
