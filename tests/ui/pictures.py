"""Pictures as the page is given them, read."""

import base64
import io

import numpy as np
from PIL import Image


def shown(uri: str) -> np.ndarray:
    """Read a data URI, int (height, width, 3)."""
    with Image.open(io.BytesIO(base64.b64decode(uri.split(",")[1]))) as image:
        return np.asarray(image.convert("RGB")).astype(int)
