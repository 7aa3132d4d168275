"""Where what ships with facegen lies, in a checkout and in an installed wheel."""

from collections.abc import Mapping
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
"""Around the package; where it is installed that means nothing."""
VENDORED = Path(__file__).with_name("vendored")
"""What others made: `facegen.vendored` says what that is."""
_INSTALLED = Path(__file__).with_name("_checkpoints")

CHECKPOINTS = _INSTALLED if _INSTALLED.is_dir() else CHECKOUT / "checkpoints"
"""One folder a model; `setup.py` says how `checkpoints/` comes to lie inside the wheel."""

OPENING_FACE: Mapping[str, str] = {"seed": "16", "truncation": "0.7"}
"""Fields of the face on a stage where no link says which: chosen among those of `celeba128`, a
little nearer to the mean than its seed's."""


def checkpoint(name: str) -> Path:
    """Return the folder of a checkpoint that ships; whether there is one is for the caller."""
    return CHECKPOINTS / name
