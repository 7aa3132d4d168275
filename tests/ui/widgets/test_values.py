import json

from facegen.attributes import CELEBA_ATTRIBUTES, Group, Query
from facegen.ui.training.monitor import MonitorValue, monitor_value
from facegen.ui.widgets.chips import groups_json, value_of
from facegen.ui.widgets.gallery import Thumbnail, gallery_value
from facegen.ui.widgets.stage import (
    Message,
    Shown,
    Stage,
    Suggestion,
    message_value,
    stage_value,
)
from tests.wire import read_as

FACES = [Shown(f"data:{i}", "a face", "Mean", "of 3 faces", "mean") for i in range(2)]
QUERY = Query(("Male",), ("Young",))


def test_the_stage_shows_pictures_or_a_message():
    shown = read_as(Stage, json.dumps(stage_value(FACES, FACES[0], "?tab=average", 1.5)))
    assert shown == Stage(tuple(FACES), FACES[0], None, "?tab=average", 1.5)
    way = Suggestion("Drop young", QUERY, "first")
    told = read_as(Stage, json.dumps(message_value("No face.", [way], None)))
    assert told == Stage(message=Message("No face.", (way,)))


def test_other_widgets_show_what_they_declare():
    assert read_as(Query, json.dumps(value_of(QUERY))) == QUERY
    groups = read_as(tuple[Group, ...], json.dumps(groups_json(CELEBA_ATTRIBUTES)))
    assert sum(len(group.attributes) for group in groups) == len(CELEBA_ATTRIBUTES)
    picture = Thumbnail("data:", "1.jpg", "a face")
    assert read_as(tuple[Thumbnail, ...], json.dumps(gallery_value([picture]))) == (picture,)
    assert read_as(MonitorValue, json.dumps(monitor_value("a", "b"))).shown == "a"
