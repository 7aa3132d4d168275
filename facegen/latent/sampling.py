"""Faces of seeds: image i depends on seed i alone.

A network gives slightly different roundings for batches of different sizes, so every face here is
made by itself. Whoever needs many at once and can bear that makes batches of its own.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from facegen.errors import FacegenError
from facegen.models.generator import FaceGenerator
from facegen.models.latents import latents_of

LARGEST_SEED = 2**63 - 1

MOST_SEEDS = 1_000_000
"""A range such as 0-9999999999 is a slip, and its list would fill the memory."""


@torch.inference_mode()
def sample(
    generator: FaceGenerator, seeds: Sequence[int], truncation: float = 1.0
) -> Iterator[np.ndarray]:
    """Make one face a seed, at the largest scale.

    Args:
        generator: In evaluation mode.
        seeds: Whole numbers, at least 0.
        truncation: Share of the way from the mean style to the seed's own, 0 to 1 and beyond; the
            less, the more typical and the less varied the faces.

    Yields:
        uint8 (px, px, 3), in the order of the seeds.

    Source: Karras et al. 2019, A Style-Based Generator Architecture, appendix B (truncation).
    """
    for seed in seeds:
        style = generator.style(latents_of([seed], generator.latent_dim))
        style = torch.lerp(generator.mean_style, style, truncation)
        (picture,) = generator.synthesize(style)[-1]
        levels = (picture * 127.5 + 127.5).round().clamp(0, 255).to(torch.uint8)
        yield levels.permute(1, 2, 0).numpy()


def parse_seeds(text: str) -> list[int]:
    """Read seeds such as `0-63`, `7` or `0-3,10,20-22`.

    Raises:
        FacegenError: If the text means no seeds, or too many.
    """
    seeds: list[int] = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        ends = [first, last] if dash else [first, first]
        if not all(end.isascii() and end.isdigit() for end in ends):
            raise FacegenError(f"'{part}' is no seed nor range of seeds, such as 0-63.")
        low, high = int(ends[0]), int(ends[1])
        if not low <= high <= LARGEST_SEED:
            raise FacegenError(f"'{part}' should run upwards and stay at or below {LARGEST_SEED}.")
        if len(seeds) + high - low >= MOST_SEEDS:
            raise FacegenError(f"'{text}' means more than {MOST_SEEDS:,} seeds; ask for fewer.")
        seeds.extend(range(low, high + 1))
    return seeds
