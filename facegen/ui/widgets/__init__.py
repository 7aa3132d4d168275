"""What tabs share: the page's own widgets, each a Python file beside its script and style.

chips.py    attributes as three-state buttons
stage.py    the large picture of a tab
gallery.py  small pictures with captions
"""

from importlib.resources import files


def asset(name: str) -> str:
    """Return the text of a script or style, by its path below `ui/`."""
    return (files("facegen.ui") / name).read_text(encoding="utf-8")
