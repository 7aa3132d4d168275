"""Runs on the faces that ship, as they lie on disk: nobody has trained them."""

from pathlib import Path

import numpy as np
import pytest

from facegen.data.store import FaceStore
from facegen.training.run.presets import PRESETS
from facegen.training.run.runs import Run


@pytest.fixture
def grown(tmp_path: Path, bundled: FaceStore) -> Run:
    """A run that has shown samples of two scales at three times, each sample a grey of its own."""
    run = Run.create(tmp_path / "runs" / "grown", PRESETS["xs"], bundled)
    shades = 100 + 4 * np.arange(32, dtype=np.uint8)
    for step, images in enumerate((0, 2000, 4000)):
        run.append_metrics({"images": images, "seconds": images / 100, "loss_generator": 1.5})
        flat = (shades - 40 * step)[:, None, None, None]
        samples = {px: np.broadcast_to(flat, (32, px, px, 3)).astype(np.uint8) for px in (32, 64)}
        run.write_grids(images, samples)
    run.process.end("stopped")
    return run
