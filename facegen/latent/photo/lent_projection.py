"""Projection on the GPU that is lent for it, or here."""

import logging
from collections.abc import Iterator

import numpy as np

from facegen.latent.photo.projection import ProjectionStep, Projector
from facegen.lent_gpu import is_lent, on_lent_gpu

GPU_SEC = 30
"""Most of it goes to starting the process; 150 steps take the GPU a few seconds."""

_log = logging.getLogger(__name__)


def project_where_quick(
    projector: Projector, picture: np.ndarray, steps: int, own_scales: bool, every: int
) -> Iterator[ProjectionStep]:
    """Approach a picture as `Projector.project` does.

    Where a GPU should be lent and is not (a visitor's quota is used up, nobody has one to spare),
    this computer does it: the same steps, later.
    """
    if is_lent():
        try:
            yield from _on_gpu(projector, picture, steps, own_scales, every)
            return
        except Exception as error:  # gradio's own, of many kinds
            _log.warning("No GPU was lent (%s), so a projection is done on the CPU.", error)
    yield from projector.project(picture, steps, own_scales, every)


@on_lent_gpu(GPU_SEC)
def _on_gpu(
    projector: Projector, picture: np.ndarray, steps: int, own_scales: bool, every: int
) -> Iterator[ProjectionStep]:
    """Run where the GPU is; the projector is a copy of that process's own."""
    yield from projector.to("cuda").project(picture, steps, own_scales, every)
