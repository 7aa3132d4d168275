"""How much detail there is at each scale, beside real faces."""

import numpy as np

from facegen.evaluation.sliced_wasserstein import level_sides, planes, split_band


def sharpness(samples: np.ndarray, real: np.ndarray, smallest_px: int = 16) -> dict[int, float]:
    """Return the samples' detail as a multiple of real faces', band by band.

    Detail is the variance of a band of the Laplacian pyramid. Blur gives less than 1, noise and
    checkerboards more.

    Args:
        samples: uint8 (count, side, side, 3), side above `smallest_px`.
        real: The same of real faces; counts may differ.
        smallest_px: The pyramid ends here; the rest at this side is not detail and is left out.

    Returns:
        Ratio of variances by side of the band, pixels, finest first.
    """
    ours, theirs = _detail(samples, smallest_px), _detail(real, smallest_px)
    return {side: ours[side] / theirs[side] for side in ours}


def _detail(images: np.ndarray, smallest_px: int) -> dict[int, float]:
    rest, bands = planes(images), {}
    for side in level_sides(images.shape[1], smallest_px)[:-1]:
        band, rest = split_band(rest)
        bands[side] = float(band.var(dtype=np.float64))
    return bands
