"""The compiled loops behind pixel statistics and samples, and the random words they draw from.

All stand in one file because numba's cache watches only the file that a loop is in.
"""

from collections.abc import Sequence
from functools import cache
from statistics import NormalDist

import numpy as np
from numba import njit

from facegen.errors import QueryError
from facegen.processes import core_count
from facegen.statistics.cores import compiled

MOST_SEED = 2**64 - 1

PIECE_FACES = 4096
"""Faces summed by one call of a kernel; sums of squares fit 32 bits up to 66,051 faces."""

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)


def pieces_of(rows: np.ndarray, faces: int = PIECE_FACES) -> list[np.ndarray]:
    """Cut rows into pieces of at most so many faces, one at least for each core."""
    count = max(-(-len(rows) // faces), min(core_count(), len(rows)))
    return np.array_split(rows, count) if count else []


def seeds_array(seeds: Sequence[int] | np.ndarray) -> np.ndarray:
    """Check seeds and bring them into the form that the kernels take.

    Args:
        seeds: Whole numbers from 0 to 2^64 - 1.

    Returns:
        uint64 (n,).

    Raises:
        QueryError: If a seed is anything else.
    """
    for seed in seeds:
        if not (isinstance(seed, int | np.integer) and 0 <= int(seed) <= MOST_SEED):
            raise QueryError(f"A seed must be a whole number from 0 to 2^64 - 1, but is {seed!r}.")
    return np.array([int(seed) for seed in seeds], np.uint64)


@njit(inline="always")
def _word(seed, index):
    """Return word `index` of the stream of `seed`: 64 random bits from the two numbers alone.

    It is the output number `index` of SplitMix64 started at `seed`, reached without the ones
    before it.

    Source: Steele, Lea, Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014.
    """
    z = seed + (index + np.uint64(1)) * GOLDEN
    z = (z ^ (z >> np.uint64(30))) * MIX_1
    z = (z ^ (z >> np.uint64(27))) * MIX_2
    return z ^ (z >> np.uint64(31))


@cache
def normal_quantiles() -> np.ndarray:
    """Return the standard normal's quantiles at (i + 1/2) / 65536, float32 (65536,).

    Sixteen random bits choose one: a normal number to within 2^-16 in probability and at most 4.33
    in size, at the price of one look-up, which is ample for pixels of 8 bits.
    """
    inverse = NormalDist().inv_cdf
    half = np.array([inverse((i + 0.5) / 65536) for i in range(32768)], np.float32)
    return np.concatenate([half, -half[::-1]])


@compiled
def random_words(seeds, count):
    """Return the first words of each seed's stream, uint64 (len(seeds), count)."""
    words = np.empty((len(seeds), count), np.uint64)
    for i in range(len(seeds)):
        for j in range(count):
            words[i, j] = _word(seeds[i], np.uint64(j))
    return words


def standard_normals(seeds: np.ndarray, count: int) -> np.ndarray:
    """Return standard normal numbers, row i from seed i alone, float32 (len(seeds), count)."""
    words = random_words(seeds, -(-count // 4))
    return normal_quantiles()[words.view(np.uint16)[:, :count]]


@compiled
def copy_patches(faces, rows, seeds, side_px, patch_px, first, last, samples):
    """Fill patches `first` to `last` of every sample from faces drawn independently for each.

    The draw is the high half of (32 random bits x number of rows), so no row's chance is off by
    more than one part in 2^32 / len(rows).

    Args:
        faces: uint8 (count, side * side * 3).
        rows: int64, the faces to draw from.
        seeds: uint64 (n,).
        side_px: Side of a face.
        patch_px: Side of a patch, dividing the side.
        first: First patch, counted row by row.
        last: One past the last patch.
        samples: uint8 (n, side * side * 3), written.
    """
    across = side_px // patch_px
    choices = np.uint64(len(rows))
    chosen = np.empty(len(seeds), np.int64)
    for patch in range(first, last):
        for i in range(len(seeds)):
            draw = _word(seeds[i], np.uint64(patch)) >> np.uint64(32)
            chosen[i] = rows[(draw * choices) >> np.uint64(32)]
        top, left = (patch // across) * patch_px, (patch % across) * patch_px
        for y in range(top, top + patch_px):
            for x in range(left, left + patch_px):
                j = 3 * (y * side_px + x)
                for i in range(len(seeds)):  # innermost, so that the cache misses overlap
                    samples[i, j] = faces[chosen[i], j]
                    samples[i, j + 1] = faces[chosen[i], j + 1]
                    samples[i, j + 2] = faces[chosen[i], j + 2]


@compiled
def colour_sums(faces, rows):
    """Sum values and products of neighbouring values over some faces.

    Args:
        faces: uint8 (count, values).
        rows: int64, at most 66,051 of them.

    Returns:
        uint32 (4, values): sums of v[j], v[j] v[j], v[j] v[j + 1] and v[j] v[j + 2]. In a face's
        R, G, B, R, G, B... these hold every product of two channels of one pixel. The products
        across two pixels are waste, but straight loops without gaps run fastest.
    """
    values = faces.shape[1]
    sums = np.zeros((4, values), np.uint32)
    plain, same, next_one, next_two = sums[0], sums[1], sums[2], sums[3]
    for row in rows:
        face = faces[row]
        for j in range(values - 2):
            v = np.uint32(face[j])
            plain[j] += v
            same[j] += v * v
            next_one[j] += v * np.uint32(face[j + 1])
            next_two[j] += v * np.uint32(face[j + 2])
        a, b = np.uint32(face[values - 2]), np.uint32(face[values - 1])
        plain[values - 2] += a
        plain[values - 1] += b
        same[values - 2] += a * a
        same[values - 1] += b * b
        next_one[values - 2] += a * b
    return sums


@compiled
def luminance_sums(faces, rows, targets):
    """Sum each pixel's luminance, its square and its product with a target over some faces.

    Args:
        faces: uint8 (count, pixels * 3).
        rows: int64, at most 66,051 of them.
        targets: uint8 (len(rows),).

    Returns:
        uint32 (3, pixels).
    """
    pixels = faces.shape[1] // 3
    sums = np.zeros((3, pixels), np.uint32)
    plain, same, product = sums[0], sums[1], sums[2]
    for i in range(len(rows)):
        face = faces[rows[i]]
        target = np.uint32(targets[i])
        for p in range(pixels):
            weighted = (
                np.uint16(77) * np.uint16(face[3 * p])
                + np.uint16(150) * np.uint16(face[3 * p + 1])
                + np.uint16(29) * np.uint16(face[3 * p + 2])
                + np.uint16(128)
            )
            light = np.uint32(np.uint16(weighted) >> np.uint16(8))
            plain[p] += light
            same[p] += light * light
            product[p] += light * target
    return sums


@compiled
def draw_colours(mean, factor, quantiles, seeds, samples):
    """Draw every pixel's colour from its own Gaussian, rounded and clipped to 0 to 255.

    Args:
        mean: float32 (pixels, 3).
        factor: float32 (pixels, 3, 3), lower triangular, with factor @ factor.T the covariance.
        quantiles: `normal_quantiles()`.
        seeds: uint64 (n,).
        samples: uint8 (n, pixels, 3), written.
    """
    low = np.uint64(0xFFFF)
    for i in range(len(seeds)):
        for p in range(mean.shape[0]):
            word = _word(seeds[i], np.uint64(p))
            a = quantiles[word & low]
            b = quantiles[(word >> np.uint64(16)) & low]
            c = quantiles[(word >> np.uint64(32)) & low]
            f = factor[p]
            red = mean[p, 0] + f[0, 0] * a
            green = mean[p, 1] + f[1, 0] * a + f[1, 1] * b
            blue = mean[p, 2] + f[2, 0] * a + f[2, 1] * b + f[2, 2] * c
            half = np.float32(0.5)
            white = np.float32(255)
            black = np.float32(0)
            samples[i, p, 0] = np.uint8(min(max(red + half, black), white))
            samples[i, p, 1] = np.uint8(min(max(green + half, black), white))
            samples[i, p, 2] = np.uint8(min(max(blue + half, black), white))


def warm_up() -> None:
    """Compile every kernel, or load it from numba's cache, before anybody waits for it."""
    faces = np.zeros((1, 12), np.uint8)
    faces.setflags(write=False)  # as a store's map is: numba compiles for that
    rows, seeds = np.zeros(1, np.int64), np.zeros(1, np.uint64)
    samples = np.empty((1, 12), np.uint8)
    copy_patches(faces, rows, seeds, 2, 1, 0, 4, samples)
    colour_sums(faces, rows)
    luminance_sums(faces, rows, np.zeros(1, np.uint8))
    mean, factor = np.zeros((4, 3), np.float32), np.zeros((4, 3, 3), np.float32)
    draw_colours(mean, factor, normal_quantiles(), seeds, samples.reshape(1, 4, 3))
    standard_normals(seeds, 1)
