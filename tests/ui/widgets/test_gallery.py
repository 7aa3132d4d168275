import json

from facegen.ui.widgets.gallery import Thumbnail, gallery, gallery_value
from tests.ui.blocks import blocks
from tests.wire import read_as

PICTURES = [Thumbnail("data:", f"{i}.jpg", "a face") for i in range(3)]


def test_pictures_come_in_their_order():
    told = read_as(tuple[Thumbnail, ...], json.dumps(gallery_value(PICTURES)))
    assert told == tuple(PICTURES)
    assert gallery_value([]) == []


def test_it_is_empty_at_first():
    with blocks():
        made = gallery("average")
    assert (made.value, made.elem_id) == ([], "average-gallery")
