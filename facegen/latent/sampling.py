"""Faces of seeds, and of styles. Image i depends on seed i alone.

A network gives slightly different roundings for batches of different sizes, so the face of a seed
is made by itself. Styles, such as the frames of a film, are drawn in batches.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from facegen.errors import QueryError
from facegen.models.generator import FaceGenerator, to_pictures
from facegen.models.latents import LARGEST_SEED

BATCH = 32
"""Pictures made at a time where many are wanted."""

MOST_SEEDS = 1_000_000
"""A range such as 0-9999999999 is a slip, and its list would fill the memory."""


def sample(
    generator: FaceGenerator, seeds: Sequence[int], truncation: float = 1.0
) -> Iterator[np.ndarray]:
    """Make the faces of `generator.sample` one after another, however many are wanted.

    Yields:
        uint8 (px, px, 3), in the order of the seeds.
    """
    for seed in seeds:
        yield generator.sample([seed], truncation)[0]


@torch.inference_mode()
def draw(generator: FaceGenerator, styles: Tensor) -> Iterator[np.ndarray]:
    """Make the pictures of styles at the largest scale.

    They are made a few at a time, whatever is asked for, so memory stays bounded.

    Args:
        generator: In evaluation mode.
        styles: (count, dim) or (count, scales, dim).

    Yields:
        uint8 (px, px, 3), in order.
    """
    for pictures in largest(generator, styles):
        yield from to_pictures(pictures)


@torch.inference_mode()
def largest(generator: FaceGenerator, styles: Tensor) -> Iterator[Tensor]:
    """Yield the pictures of styles at the largest scale, float (at most 32, 3, px, px)."""
    for part in styles.split(BATCH):
        yield generator.synthesize(part)[-1]


def parse_seeds(text: str) -> list[int]:
    """Read seeds such as `0-63`, `7` or `0-3,10,20-22`.

    Raises:
        QueryError: If the text means no seeds, or too many.
    """
    seeds: list[int] = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        ends = [first, last] if dash else [first, first]
        if not all(end.isascii() and end.isdigit() for end in ends):
            raise QueryError(f"'{part}' is no seed nor range of seeds, such as 0-63.")
        low, high = int(ends[0]), int(ends[1])
        if not low <= high <= LARGEST_SEED:
            raise QueryError(f"'{part}' should run upwards and stay at or below {LARGEST_SEED}.")
        if len(seeds) + high - low >= MOST_SEEDS:
            raise QueryError(f"'{text}' means more than {MOST_SEEDS:,} seeds; ask for fewer.")
        seeds.extend(range(low, high + 1))
    return seeds
