"""A picture that nobody would take for a face, and who looks for faces with a tiny generator."""

import io
from pathlib import Path

import numpy as np
from PIL import Image

from facegen.answers.context import Context
from facegen.config import Settings
from tests.bundled import lend_bundled


def photo(form: str = "JPEG") -> bytes:
    """Draw a picture of 200 px: red grows downwards, green to the right."""
    across = np.linspace(0, 255, 200, dtype=np.uint8)
    image = np.stack(np.broadcast_arrays(across[:, None], across[None], np.uint8(90)), -1)
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(image)).save(buffer, form)
    return buffer.getvalue()


def context_of(home: Path, checkpoint: Path) -> Context:
    """Return a context whose first generator is this one, beside the bundled faces."""
    given = {"FACEGEN_HOME": str(lend_bundled(home)), "FACEGEN_CHECKPOINT": str(checkpoint)}
    return Context(Settings.from_environment(given))
