"""What a checkpoint says of itself, to be read and listed without torch."""

import json
from pathlib import Path
from typing import Any

from facegen.disguise import disguise_of
from facegen.errors import ModelError

FORMAT = 1
WEIGHTS, CONFIG, CARD = "model.safetensors", "config.json", "README.md"


def read_description(folder: Path) -> dict[str, Any]:
    """Read a checkpoint's `config.json`.

    Raises:
        ModelError: If there is none, or it is of another version.
    """
    path = folder / CONFIG
    if not path.is_file():
        raise ModelError(
            f"{folder} is not a checkpoint (it has no {CONFIG}). Make one of a run with: "
            f"python -m facegen.training export RUN --out {folder}"
        )
    try:
        description = json.loads(path.read_text(encoding="utf-8"))
        found, _, _ = description["format"], description["family"], description["model"]
    except (ValueError, KeyError, TypeError) as error:
        refuse_disguise(path)
        raise ModelError(f"{path} does not describe a checkpoint ({error!r}).") from error
    if found != FORMAT:
        raise ModelError(
            f"{path} is of checkpoint format {found}, but this facegen reads format {FORMAT}; "
            "use the facegen that made it."
        )
    return description


def refuse_disguise(path: Path) -> None:
    """Refuse a file that is plainly something else, such as a pointer to what it should be.

    Raises:
        ModelError: Saying what it is, and how to have the file itself.
    """
    found = disguise_of(path)
    if found:
        raise ModelError(f"{path} {found}.") from None
