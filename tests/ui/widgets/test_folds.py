"""A fold says whether it is open without asking the server."""

from facegen.ui.widgets.folds import Fold
from tests.ui.blocks import blocks


def test_the_browser_alone_says_whether_it_is_open():
    with blocks() as page:
        fold = Fold("More")
        event = fold.opened()
    assert fold.is_open.value is False
    expand, collapse = page.fns.values()
    assert [one.targets[0][1] for one in (expand, collapse)] == ["expand", "collapse"]
    assert expand is page.fns[event["id"]]
    assert [one.outputs for one in (expand, collapse)] == [[fold.is_open]] * 2
    assert not expand.fn
    assert "folds.js" in str(expand.js)
    assert str(expand.js).endswith(".opened(...values)")
    assert str(collapse.js).endswith(".shut(...values)")
