"""The style sheets and scripts that stand in the page itself, as text."""

from functools import cache
from importlib.resources import files


@cache
def asset(name: str) -> str:
    """Return the text of a script or style sheet by its path below `ui/`."""
    return (files("facegen.ui") / name).read_text(encoding="utf-8")


def styles(*names: str) -> str:
    """Return the text of style sheets by their paths below `ui/`; later ones refine earlier."""
    return "\n".join(map(asset, names))
