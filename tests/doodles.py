"""Somebody's own pictures with their own attribute names, as a store beside the bundled faces."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facegen.answers.context import Context
from facegen.config import Settings
from facegen.data.prepare import prepare
from facegen.data.sources.detect import open_source
from tests.bundled import lend_bundled


def context_of_doodles(home: Path) -> Context:
    """Make a store `doodles` of 40 pictures of noise: every other one round, the first ten red."""
    pictures = lend_bundled(home) / "doodles"
    pictures.mkdir()
    rng = np.random.default_rng(0)
    lines = ["name,round,red"]
    for i in range(40):
        image = rng.integers(0, 256, (40, 40, 3), np.uint8)
        Image.fromarray(image).save(pictures / f"{i:02d}.png")
        lines.append(f"{i:02d}.png,{i % 2},{int(i < 10)}")
    (pictures / "labels.csv").write_text("\n".join(lines) + "\n")
    prepare(open_source(pictures), home / "stores" / "doodles", size_px=32)
    return Context(Settings.from_environment({"FACEGEN_HOME": str(home)}))


@pytest.fixture(scope="session")
def doodles(tmp_path_factory: pytest.TempPathFactory) -> Context:
    return context_of_doodles(tmp_path_factory.mktemp("home"))
