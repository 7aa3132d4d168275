"""Milestones: what samples have got right by now, found by measures instead of by eye.

Each trait compares samples with faces, 1 being as in the faces:

- `outline`: correlation of the brightness of the mean sample with that of the mean face;
- `eyes`: how much darker eyes are than cheeks;
- `variety`: how much samples differ from each other;
- `detail`: how much there is in the finest band, as `sharpness` has it.

Faces must be aligned as CelebA's are: eyes and cheeks are looked for in fixed places.
"""

from collections.abc import Mapping

import numpy as np

from facegen.evaluation.sharpness import finest
from facegen.images import resize_area

MARKS = {"outline": 0.8, "eyes": 0.6, "variety": 0.8, "detail": 0.85}
"""From where on a trait counts as there."""
EYES_Y, CHEEKS_Y = (0.44, 0.52), (0.58, 0.66)
SIDES_X = ((0.28, 0.40), (0.60, 0.72))
"""Bands of the default crop, as shares of its side."""


def traits(samples: np.ndarray, faces: np.ndarray) -> dict[str, float]:
    """Measure samples beside faces.

    Args:
        samples: uint8 (count, side, side, 3), two or more.
        faces: The same of faces; counts and sides may differ.

    Returns:
        The traits by name, 1 being as in the faces; `outline` is from -1 to 1.
    """
    side = min(samples.shape[1], faces.shape[1])
    ours, theirs = (
        np.stack([resize_area(image, side) for image in images]) for images in (samples, faces)
    )
    outlines = [images.mean((0, 3)).ravel() for images in (ours, theirs)]
    flat = min(outline.std() for outline in outlines) < 1e-6
    return {
        "outline": 0.0 if flat else float(np.corrcoef(*outlines)[0, 1]),
        "eyes": _share(_eyes(ours), _eyes(theirs)),
        "variety": _share(_variety(ours), _variety(theirs)),
        "detail": finest(ours, theirs),
    }


def milestones(moments: Mapping[int, np.ndarray], faces: np.ndarray) -> dict[str, int | None]:
    """Find when each trait was there for good; without an outline none is, it would be chance.

    Args:
        moments: Samples by the training images seen before they were made.
        faces: What they are compared with, as in `traits`.

    Returns:
        For each trait the images from which on it was never lost again; None where it is not there.
    """
    return reached({images: traits(samples, faces) for images, samples in moments.items()})


def reached(measured: Mapping[int, Mapping[str, float]]) -> dict[str, int | None]:
    """Find when each trait was there for good, as `milestones`, in what was measured before.

    Args:
        measured: Traits by the training images seen before the samples were made.
    """
    found: dict[str, int | None] = dict.fromkeys(MARKS)
    for name, mark in MARKS.items():
        for images in sorted(measured, reverse=True):
            now = measured[images]
            if now["outline"] < MARKS["outline"] or now[name] < mark:
                break
            found[name] = images
    return found


def _share(ours: float, theirs: float) -> float:
    """Return one value as a share of another; of pictures that are all alike nothing is told."""
    return ours / theirs if theirs else 0.0


def _eyes(images: np.ndarray) -> float:
    return _light(images, CHEEKS_Y) - _light(images, EYES_Y)


def _light(images: np.ndarray, rows: tuple[float, float]) -> float:
    side = images.shape[1]
    top, bottom = (round(share * side) for share in rows)
    bands = [images[:, top:bottom, round(a * side) : round(b * side)] for a, b in SIDES_X]
    return float(np.mean([band.mean() for band in bands]))


def _variety(images: np.ndarray) -> float:
    return float(images.std(0).mean())
