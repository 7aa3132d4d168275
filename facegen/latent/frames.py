"""The frames of a film from face to face, or in a loop through many."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from facegen.latent.model import LatentModel
from facegen.latent.paths import (
    Appearance,
    LatentPath,
    Loop,
    equal_changes,
    equal_steps,
    lerp,
    pixels_of,
    slerp,
)
from facegen.latent.recipe import Recipe
from facegen.latent.request import Face

WAYS = ("lerp", "slerp", "loop")


@torch.inference_mode()
def styles_along(
    way: str,
    keys: Sequence[Recipe],
    even: bool,
    frames: int,
    model: LatentModel,
    describe: Appearance | None = None,
) -> Tensor:
    """Return the style of each frame, float32 (frames, scales, dim).

    Args:
        way: `lerp` or `slerp` from the first key to the second, or `loop` through all and back.
        keys: The faces it goes through: two on a path, one or more in a loop.
        even: Whether what is seen changes at a constant speed.
        frames: How many.
        model: Whose faces they are.
        describe: Tells what is seen of a few styles; None takes the pixels of the model's pictures.

    Raises:
        QueryError: If a face does not fit the generator.
    """
    closed = way == "loop"
    path = _path(way, [model.style_of(Face(key)) for key in keys], model)
    if even:
        return path(equal_changes(path, describe or pixels_of(model.generator), frames, closed))
    return path(equal_steps(frames, closed))


def pixels_at(styles: Tensor, model: LatentModel) -> Tensor:
    """Return the pixels of the largest pictures of styles, (count, numbers)."""
    return pixels_of(model.generator)(styles)


def largest_of(styles: Tensor, model: LatentModel) -> list[np.ndarray]:
    """Make the largest pictures of styles, (count, scales, dim)."""
    return [scales[-1] for scales in model.pictures(list(styles))]


def _path(way: str, keys: Sequence[Tensor], model: LatentModel) -> LatentPath:
    if way == "loop":
        return Loop(torch.stack(list(keys)))
    first, second = keys
    if way == "lerp":
        return lambda positions: lerp(first, second, positions)
    mean = model.generator.mean_style
    return lambda positions: mean + slerp(first - mean, second - mean, positions)
