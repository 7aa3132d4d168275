"""The scripts and styles that lie beside the widgets they are of."""

from importlib.resources import files


def asset(name: str) -> str:
    """Return the text of a script or style, by its path below `ui/`."""
    return (files("facegen.ui") / name).read_text(encoding="utf-8")
