import json

import pytest

from facegen.attributes import Query
from facegen.ui.widgets.stage import (
    Message,
    Shown,
    Stage,
    Suggestion,
    message_value,
    stage,
    stage_value,
)
from tests.ui.blocks import blocks
from tests.wire import read_as

FACES = [Shown(f"data:{i}", "a face", "Mean", "of 3 faces", "mean") for i in range(2)]
QUERY = Query(("Male",), ("Young",))


def test_the_stage_shows_pictures_or_a_message():
    shown = read_as(Stage, json.dumps(stage_value(FACES, FACES[0], "?tab=average", 1.5)))
    assert shown == Stage(tuple(FACES), FACES[0], None, "?tab=average", 1.5)
    way = Suggestion("Drop young", QUERY, "first")
    told = read_as(Stage, json.dumps(message_value("No face.", [way], None)))
    assert told == Stage(message=Message("No face.", (way,)))


def test_it_is_empty_until_something_is_shown():
    with blocks():
        made = stage("average")
    assert read_as(Stage, json.dumps(made.value)) == Stage()
    assert (made.elem_id, made.props["name"]) == ("average-stage", "average")


def test_a_number_that_is_none_is_not_sent():
    with pytest.raises(ValueError, match="not JSON compliant"):
        stage_value(FACES, aspect=float("nan"))
