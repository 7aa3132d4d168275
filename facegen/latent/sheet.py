"""Pictures of faces as they are sent: one scale, or all of them in one."""

from collections.abc import Sequence

import numpy as np

from facegen.images import encode, enlarge, grid
from facegen.latent.request import FaceRequest


def encoded(scales: Sequence[np.ndarray], request: FaceRequest) -> bytes:
    """Encode a face as a request wants it.

    Args:
        scales: The face at each scale, smallest first, uint8 (px, px, 3).
        request: Which scale, how large, in which form.
    """
    form = "webp-exact" if request.form == "webp" else request.form
    wanted = [s for s in scales if request.scale_px in (None, len(s))]
    if request.enlarged_px:
        large = [enlarge(scale, request.enlarged_px) for scale in wanted]
        return encode(grid(np.stack(large), columns=len(large)), form, request.note)
    return encode(wanted[0] if len(wanted) == 1 else tower(wanted), form, request.note)


def tower(scales: Sequence[np.ndarray]) -> np.ndarray:
    """Lay a face's scales out as one picture: the largest, and the others under each other beside.

    They fit, because each is half as large as the next. One picture costs a browser a fifth of
    what five do.

    Args:
        scales: Smallest first, uint8 (px, px, 3), each of half the side of the next.

    Returns:
        uint8 (top, top + top / 2, 3), black where there is nothing.
    """
    top = len(scales[-1])
    sprite = np.zeros((top, top + top // 2, 3), np.uint8)
    sprite[:, :top] = scales[-1]
    y = 0
    for scale in reversed(scales[:-1]):
        px = len(scale)
        sprite[y : y + px, top : top + px] = scale
        y += px
    return sprite
