"""Multi-scale sliced Wasserstein distance between two sets of pictures, by ProGAN's definition.

Small patches are taken from every level of a Laplacian pyramid, so each level is asked about its
own band of detail: 64 px about texture, 16 px about the arrangement of the face. Two sets of
patches are compared along random directions, where the distance between two sorted lists is exact.

This module knows nothing of networks, stores or reports.

Source: Karras, Aila, Laine, Lehtinen, Progressive Growing of GANs, ICLR 2018, section 5.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from facegen.errors import FacegenError

PATCH_PX = 7


@dataclass(frozen=True)
class SlicedWasserstein:
    """The distance, with the sizes ProGAN states; smaller ones make a light version.

    Figures of different sizes do not compare: fewer patches give larger distances between equal
    distributions.

    Attributes:
        patches: Patches an image and level.
        repeats: Times a fresh set of directions is drawn.
        directions: Directions a repeat.
        smallest_px: Side of the last level of the pyramid, pixels.
        seed: Of patches and directions.
        threads: Sorting threads; changes nothing but the time.
    """

    patches: int = 128
    repeats: int = 4
    directions: int = 128
    smallest_px: int = 16
    seed: int = 0
    threads: int = 2

    def __call__(self, a: np.ndarray, b: np.ndarray) -> dict[int, float]:
        """Return the distance at each level, times 1000 as is the custom.

        Args:
            a: uint8 (images, side, side, 3), sRGB 0 to 255.
            b: The same shape.

        Returns:
            Distance by side of the level, pixels, largest first. Zero means equal.

        Raises:
            FacegenError: If the shapes differ, or the side does not halve down to `smallest_px`.
        """
        if a.shape != b.shape:
            raise FacegenError(
                f"Two sets of one size and number are compared, but one is {a.shape}, "
                f"the other {b.shape}."
            )
        sides = level_sides(a.shape[1], self.smallest_px)
        rests = planes(a), planes(b)
        distances = {}
        for level, side in enumerate(sides):
            bands = rests
            if side > self.smallest_px:
                bands, rests = zip(*map(split_band, rests), strict=True)
            rng = np.random.default_rng((self.seed, level))
            one, other = (normalise(cut_patches(band, self.patches, rng)) for band in bands)
            count = self.repeats * self.directions
            distances[side] = 1000 * sliced_distance(one, other, count, rng, self.threads)
        return distances


FULL = SlicedWasserstein()
"""ProGAN's sizes; 16,384 images a side make them complete."""

LIGHT = SlicedWasserstein(patches=64, repeats=1)
"""For 2,048 images a side, in seconds; not comparable with the full measure."""


def sliced_distance(
    a: np.ndarray, b: np.ndarray, directions: int, rng: np.random.Generator, threads: int = 1
) -> float:
    """Return the mean over random directions of the mean of |sorted(a along) - sorted(b along)|.

    Repeats are not kept apart: a mean of means of equal size is the mean of all.

    Args:
        a: float32 (count, dimensions).
        b: The same shape.
        directions: How many, uniform on the sphere.
        rng: Of the directions.
        threads: Sorting threads.
    """
    ways = rng.standard_normal((directions, a.shape[1]), np.float32)
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    few = [ways[start : start + 16] for start in range(0, directions, 16)]
    with ThreadPoolExecutor(threads) as pool:
        totals = list(pool.map(partial(_sorted_distance, a, b), few))
    return float(np.sum(totals) / directions)


def _sorted_distance(a: np.ndarray, b: np.ndarray, directions: np.ndarray) -> float:
    """Sum over directions of the one-dimensional Wasserstein distance."""
    along_a, along_b = directions @ a.T, directions @ b.T
    along_a.sort(axis=1)
    along_b.sort(axis=1)
    along_a -= along_b
    return float(np.abs(along_a, out=along_a).mean(axis=1, dtype=np.float64).sum())


def level_sides(side: int, smallest_px: int) -> list[int]:
    """Return the sides of the levels, pixels, halving from `side` to `smallest_px`.

    Raises:
        FacegenError: If they do not halve down to it.
    """
    sides = [side]
    while sides[-1] > smallest_px and sides[-1] % 2 == 0:
        sides.append(sides[-1] // 2)
    if sides[-1] != smallest_px:
        raise FacegenError(
            f"Pictures of {side} px do not halve down to {smallest_px} px; "
            f"use {smallest_px} px times a power of two."
        )
    return sides


def planes(images: np.ndarray) -> np.ndarray:
    """Bring uint8 (count, side, side, 3) to float32 (count, 3, side, side), 0 to 255."""
    return np.ascontiguousarray(images.transpose(0, 3, 1, 2), np.float32)


def split_band(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Split pictures into their finest band of detail and the rest at half the side.

    small = every second pixel of blur(image), band = image - expand(small), where expand puts zeros
    between the pixels and blurs, times four. So band + expand(small) gives the picture back.

    Args:
        images: float32 (count, 3, side, side), side even.

    Returns:
        band, float32 of the same shape, and small, float32 (count, 3, side / 2, side / 2).
    """
    shrink, grow = _resize_matrices(images.shape[-1])
    small = shrink @ (images @ shrink.T)
    return images - grow @ (small @ grow.T), small


@cache
def _resize_matrices(side: int) -> tuple[np.ndarray, np.ndarray]:
    """Return blur-and-halve and expand along one axis as matrices.

    The 5 x 5 kernel of the definition is the outer product of (1, 4, 6, 4, 1) / 16 with itself, so
    each axis is done by itself. Beyond the border the picture is mirrored about its last pixel.
    """
    blur = np.zeros((side, side), np.float32)
    rows = np.arange(side)
    for shift, weight in zip(range(-2, 3), np.array([1, 4, 6, 4, 1], np.float32) / 16, strict=True):
        mirrored = side - 1 - np.abs(side - 1 - np.abs(rows + shift))
        np.add.at(blur, (rows, mirrored), weight)
    return blur[::2], 2 * blur[:, ::2]


def cut_patches(band: np.ndarray, patches: int, rng: np.random.Generator) -> np.ndarray:
    """Cut random patches of 7 x 7 pixels out of every picture.

    Args:
        band: float32 (count, 3, side, side).
        patches: How many of each.
        rng: Where.

    Returns:
        float32 (count * patches, 147): channel, row, column.
    """
    count, _, side, _ = band.shape
    windows = np.lib.stride_tricks.sliding_window_view(band, (PATCH_PX, PATCH_PX), axis=(2, 3))
    windows = windows.transpose(0, 2, 3, 1, 4, 5)
    top, left = rng.integers(0, side - PATCH_PX + 1, (2, count, patches))
    cut = windows[np.arange(count)[:, None], top, left]
    return cut.reshape(count * patches, -1)


def normalise(patches: np.ndarray) -> np.ndarray:
    """Bring each colour channel of a set of patches to mean 0 and deviation 1, in place."""
    size = patches.shape[1] // 3
    channels = patches.reshape(len(patches), 3, size)
    mean = channels.mean(axis=0, dtype=np.float64).mean(axis=1)
    patches -= np.repeat(mean, size).astype(np.float32)
    power = np.einsum("nci,nci->c", channels, channels, dtype=np.float64)
    patches /= np.repeat(np.sqrt(power / (len(patches) * size)), size).astype(np.float32)
    return patches
