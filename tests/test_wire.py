import json
import math
from dataclasses import dataclass
from typing import Literal

import pytest
from pydantic import ValidationError

from facegen.wire import to_json, to_values
from tests.wire import read_as


@dataclass(frozen=True)
class Part:
    name: str
    share: float | None = None


@dataclass(frozen=True)
class Whole(Part):
    state: Literal["new", "old"] = "new"
    parts: tuple[Part, ...] = ()
    span: tuple[float, float] | None = None


WHOLE = Whole("a", 0.5, "old", (Part("b"), Part("c", 1.0)), (-1, 1))
TEXT = {
    "name": "a",
    "share": 0.5,
    "state": "old",
    "parts": [{"name": "b", "share": None}, {"name": "c", "share": 1.0}],
    "span": [-1, 1],
}


def test_a_dataclass_is_written_field_by_field_all_the_way_down():
    assert to_values(WHOLE) == TEXT
    assert json.loads(to_json([WHOLE, 1])) == [TEXT, 1]
    assert read_as(Whole, to_json(WHOLE)) == WHOLE


@pytest.mark.parametrize("value", [Part("a", math.nan), Part("a", math.inf), {1, 2}])
def test_what_json_cannot_say_is_refused(value):
    with pytest.raises((ValueError, TypeError)):
        to_json(value)


@pytest.mark.parametrize(
    "change",
    [
        {"name": None},
        {"share": "0.5"},
        {"state": "gone"},
        {"span": [1]},
        {"more": 1},
        {"parts": [{"name": "b"}]},
        {"parts": [{"name": "b", "share": None, "more": 1}]},
    ],
)
def test_a_field_too_many_or_too_few_or_of_another_type_is_seen(change):
    with pytest.raises((ValidationError, AssertionError)):
        read_as(Whole, json.dumps(TEXT | change))
