import json

import pytest

from facegen.training.sprint.compiling import are_faster
from facegen.training.sprint.course import Course


@pytest.mark.parametrize(
    ("plain", "compiled", "worth"), [(1000, 1500, True), (1000, 1100, False), (1000, None, False)]
)
def test_compiled_networks_are_used_where_they_are_faster(
    plain: float, compiled: float | None, worth: bool
) -> None:
    tried = {"shape": "sprint-m", "batch": 64}
    found = {"images_per_sec": compiled} if compiled else {"error": "no compiler"}
    said = [
        json.dumps({**tried, "compile": False, "images_per_sec": plain}),
        "a line of some library",
        json.dumps({**tried, "compile": True, **found}),
    ]
    course = Course(600)
    assert are_faster(course, said) is worth
    assert not are_faster(course, said[:1])
