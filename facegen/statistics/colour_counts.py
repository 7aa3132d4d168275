"""Colour counts: how often each value of red, green and blue occurs, wherever in the picture.

They say how much blue a picture has and not where: its pixels shuffled have the same counts.
"""

import numpy as np

from facegen.statistics.histograms import Histograms


def colour_counts(images: np.ndarray) -> np.ndarray:
    """Count the values of each channel over all pixels.

    Args:
        images: uint8 (..., 3).

    Returns:
        int64 (3, 256): red, green, blue.
    """
    flat = images.reshape(-1, 3)
    return np.stack([np.bincount(flat[:, channel], minlength=256) for channel in range(3)])


def colour_counts_of_all(histograms: Histograms) -> np.ndarray:
    """Return the same over all faces of a store, int64 (3, 256), without reading one."""
    below = histograms.below.reshape(-1, 3, 256).sum(0, dtype=np.int64)
    pixels = histograms.below.shape[0] // 3
    return np.diff(below, append=np.full((3, 1), histograms.count * pixels))


def shuffled(image: np.ndarray, seed: int = 0) -> np.ndarray:
    """Put the pixels of a picture in random order, each keeping its colour.

    Args:
        image: uint8 (height, width, 3).
        seed: Of the order, 0 or more.
    """
    flat = image.reshape(-1, 3)
    return np.random.default_rng(seed).permutation(flat).reshape(image.shape)
