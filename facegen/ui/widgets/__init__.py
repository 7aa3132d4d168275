"""The page's own widgets, each a Python file beside its script and style."""

from importlib.resources import files


def asset(name: str) -> str:
    """Return the text of a script, style or template lying in this folder."""
    return (files(__name__) / name).read_text(encoding="utf-8")
