"""How far sliders may go from a face before it breaks.

A face counts as broken where a face detector is less sure of it than of nineteen of twenty of the
generator's own random faces, drawn to the mean as far as the page draws those it opens with:
untruncated ones are broken often themselves.
"""

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import torch
from torch import Tensor

from facegen.face_finding import soundness
from facegen.latent.directions.directions import Directions
from facegen.latent.mixing import by_scale, truncate
from facegen.latent.style_space import seeded
from facegen.models.generator import FaceGenerator, to_pictures

FARTHEST = 4.0
"""Where the sliders end."""
WHOLE = 0.95
"""Share of the generator's own faces that count as whole."""
OWN_FACES, FIRST_SEED, TRUNCATION = 128, 8_000_000, 0.7
TOGETHER = 8

_limits: WeakKeyDictionary[FaceGenerator, float] = WeakKeyDictionary()


@torch.inference_mode()
def brokenness(generator: FaceGenerator, styles: Tensor) -> Tensor:
    """Return how far faces are from holding together, float32 (faces,), 0 to 1.

    Args:
        generator: That draws them.
        styles: float32 (faces, scales, dim).
    """
    faces = [
        face
        for some in styles.split(TOGETHER)
        for face in to_pictures(generator.synthesize(some)[-1])
    ]
    return torch.tensor([1 - soundness(face) for face in faces])


def limit_of(generator: FaceGenerator) -> float:
    """Return the brokenness from which on a generator's faces count as broken, worked out once.

    Args:
        generator: Frozen, and not one that was tuned to a photo.
    """
    if generator not in _limits:
        styles = generator.style(seeded(generator, OWN_FACES, FIRST_SEED))
        styles = truncate(styles, generator.mean_style, TRUNCATION)
        own = brokenness(generator, by_scale(styles, len(generator.scales_px)))
        _limits[generator] = float(own.quantile(WHOLE))
    return _limits[generator]


def reach_of(
    generator: FaceGenerator, directions: Directions, style: Tensor, limit: float
) -> dict[str, tuple[float, float]]:
    """Return how far each attribute's slider may go from a face, down and up.

    Args:
        generator: That draws the face, tuned or not.
        directions: What the sliders add.
        style: Of the face, float32 (dim,) or (scales, dim).
        limit: Of the plain generator, `limit_of`.

    Returns:
        Offsets in standard deviations, from -4 to 0 and from 0 to 4, by attribute.
    """
    scales = len(generator.scales_px)
    face = by_scale(style if style.dim() == 1 else style[None], scales).reshape(1, scales, -1)
    start = float(brokenness(generator, face))

    def at(offset: float, name: str) -> float:
        moved = face + offset * directions.attribute(name)
        return float(brokenness(generator, moved))

    def end(sign: int, name: str) -> float:
        last = at(sign * FARTHEST, name)
        if last <= limit:  # then it is whole on the way as well
            return sign * FARTHEST
        return sign * _crossing([start, at(sign * FARTHEST / 2, name), last], limit)

    return {name: (end(-1, name), end(1, name)) for name in directions.names}


def _crossing(values: Sequence[float], limit: float) -> float:
    """Return the offset at which values, evenly from 0 to the farthest, first exceed a limit."""
    step = FARTHEST / (len(values) - 1)
    for at, (value, after) in enumerate(zip(values, values[1:], strict=False)):
        if value > limit:
            return at * step
        if after > limit:
            return (at + (limit - value) / (after - value)) * step
    return FARTHEST
