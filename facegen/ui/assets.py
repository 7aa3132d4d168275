"""The style sheets that lie beside the widgets they are of."""

from functools import cache
from importlib.resources import files


@cache
def styles(*names: str) -> str:
    """Return the text of style sheets by their paths below `ui/`; later ones refine earlier."""
    here = files("facegen.ui")
    return "\n".join((here / name).read_text(encoding="utf-8") for name in names)
