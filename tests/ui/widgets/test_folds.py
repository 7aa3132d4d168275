"""A fold says whether it is open without asking the server."""

from facegen.ui.widgets.folds import Fold
from tests.ui.blocks import blocks


def test_the_browser_alone_says_whether_it_is_open():
    with blocks() as page:
        fold = Fold("More")
        event = fold.unfolded()
    assert fold.is_open.value is False
    collapse, expand = page.fns.values()
    assert expand is page.fns[event["id"]]
    assert (expand.targets[0][1], expand.js) == ("expand", "() => true")
    assert (collapse.targets[0][1], collapse.js) == ("collapse", "() => false")
    for one in (expand, collapse):
        assert one.outputs == [fold.is_open]
        assert not one.fn
