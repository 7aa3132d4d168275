"""The style sheets and scripts that stand in the page itself, as text."""

from functools import cache
from importlib.resources import files


def styles(*names: str) -> str:
    """Return the text of style sheets by their paths below `ui/`; later ones refine earlier."""
    return "\n".join(map(_text, names))


def script(name: str) -> str:
    """Return the text of a script by its path below `ui/`."""
    return _text(name)


@cache
def _text(name: str) -> str:
    return (files("facegen.ui") / name).read_text(encoding="utf-8")
