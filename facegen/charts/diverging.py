"""Values from -1 to 1 as colours: one hue below zero, another above, pale at zero."""

import numpy as np

from facegen.images import to_uint8

BELOW = np.array([217, 119, 6])
ZERO = np.array([245, 245, 245])
ABOVE = np.array([91, 47, 192])
NOTHING = np.array([160, 160, 160])


def diverging_picture(values: np.ndarray) -> np.ndarray:
    """Colour a map: amber below zero, white at zero, violet above, grey where there is no value.

    Args:
        values: float (height, width), -1 to 1; NaN where there is none.

    Returns:
        uint8 (height, width, 3).
    """
    known = np.nan_to_num(values)[..., None]
    towards = np.where(known < 0, BELOW, ABOVE)
    coloured = ZERO + np.abs(known) * (towards - ZERO)
    return to_uint8(np.where(np.isnan(values)[..., None], NOTHING, coloured))
