"""What the routes of the tab answered, read."""

import io
import json
from typing import Any

import numpy as np
from PIL import Image


def pixels(answer) -> np.ndarray:
    assert answer.status_code == 200, answer.text
    return np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB")).astype(int)


def lines(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    return answer.text.splitlines()


def objects(answer) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines(answer)]
