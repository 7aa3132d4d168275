"""Where the checkpoints of this disk lie, by name.

This module needs neither torch nor the Hub's client, so what lists checkpoints answers at once.
"""

from pathlib import Path

from facegen.models.description import CONFIG
from facegen.shipped import CHECKPOINTS, checkpoint


def shipped() -> list[Path]:
    """Return the folders of the checkpoints that ship with facegen, in alphabetical order."""
    return sorted(path.parent for path in CHECKPOINTS.glob(f"*/{CONFIG}"))


def on_disk(name: str | Path) -> Path | None:
    """Return the folder of a name without a network: a folder as it is, then one that ships.

    A folder that holds no checkpoint does not hide one that ships: it may be what was made of it.

    Args:
        name: Of a checkpoint.

    Returns:
        The folder; None if the name is neither.
    """
    try:
        folder, ours = Path(name).expanduser(), checkpoint(str(name)).resolve()
        ships = ours.is_relative_to(CHECKPOINTS.resolve()) and (ours / CONFIG).is_file()
        if folder.is_dir() and not (ships and not (folder / CONFIG).is_file()):
            return folder
    except (OSError, ValueError, RuntimeError):  # nothing on a disk can be called so
        return None
    return ours if ships else None
