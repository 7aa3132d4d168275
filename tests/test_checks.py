import pytest

from facegen.checks import known_names, real, whole
from facegen.errors import QueryError


@pytest.mark.parametrize(
    "value", [10**400, -(10**5000), float("nan"), float("inf"), "3", True], ids=type
)
def test_what_is_no_number_within_the_range_is_refused_in_one_line(value):
    for check in (whole, real):
        with pytest.raises(QueryError, match="a must be a") as refusal:
            check("a", value, 0, 9)
        assert len(str(refusal.value)) < 120
    assert whole("a", 3.0, 0, 9) == 3


def test_an_unknown_name_is_refused_with_the_nearest():
    known = ("seed", "truncation", "with2")
    known_names(("seed", "with2"), known)
    for name, near in (("Seed", "seed"), ("truncaton", "truncation"), ("sede", "seed")):
        for slips_only in (False, True):
            with pytest.raises(QueryError, match=f"'{name}'; did you mean '{near}'"):
                known_names((name,), known, slips_only)
    with pytest.raises(QueryError, match="'colour'; there are seed, truncation, with2"):
        known_names(("colour",), known)
    known_names(("__theme", "utm_source"), known, slips_only=True)
