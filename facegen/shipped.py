"""Where the checkpoints that ship with facegen lie, in a checkout and in an installed wheel."""

from pathlib import Path

_INSTALLED = Path(__file__).with_name("_checkpoints")

CHECKPOINTS = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parents[1] / "checkpoints"
"""One folder a model; `setup.py` says how `checkpoints/` comes to lie inside the wheel."""


def checkpoint(name: str) -> Path:
    """Return the folder of a checkpoint that ships; whether there is one is for the caller."""
    return CHECKPOINTS / name
