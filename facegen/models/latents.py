"""Latents from seeds: latent i depends on seed i alone, on every machine."""

from collections.abc import Iterable

import numpy as np
import torch
from torch import Tensor

LARGEST_SEED = 2**63 - 1
MOST_TRUNCATION = 2.0
"""Farthest from the mean style, either way, as a multiple of the way to a seed's own."""


def latents_of(seeds: Iterable[int], latent_dim: int) -> Tensor:
    """Draw one latent for each seed, each from a generator of its own.

    numpy's Philox stream is the same on every platform and, unlike torch's normal numbers, does
    not depend on how many are drawn at once or on the processor.

    Args:
        seeds: Whole numbers, at least 0.
        latent_dim: Length of a latent.

    Returns:
        float32 (seeds, latent_dim), independent N(0, 1).
    """
    drawn = [
        np.random.Generator(np.random.Philox(seed)).standard_normal(latent_dim, np.float32)
        for seed in seeds
    ]
    return torch.from_numpy(np.stack(drawn))
