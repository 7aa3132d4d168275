"""Search samples for copies of training faces, in pixels and in features, beside planted copies."""

from collections.abc import Callable, Sequence

import numpy as np

from facegen.evaluation.memorisation import (
    CopyTest,
    PrincipalAxes,
    detection_curve,
    disguised_copies,
    nearest_either_way,
)
from facegen.evaluation.report import Measure, Planted
from facegen.images import grid

Describe = Callable[[np.ndarray], np.ndarray]
"""Faces, uint8 (count, side, side, 3), to vectors, float32 (count, dimensions)."""

AXES = 64
AXES_FROM = 6_000
PART = 512
"""Faces placed at once."""
CELLS = 10
"""Cells in which C_T compares; fewer where a half of the held-out faces gives them under 50."""


def pixels(faces: np.ndarray) -> np.ndarray:
    """Describe faces by their pixels."""
    return faces.reshape(len(faces), -1).astype(np.float32)


class Space:
    """Training faces in a space of 64 dimensions, those of their largest variance.

    Args:
        name: Such as `pixels`.
        describe: Faces to vectors of any length.
        train: uint8 (count, side, side, 3), the faces the generator learned from.
    """

    def __init__(self, name: str, describe: Describe, train: np.ndarray) -> None:
        """Find the axes from some of the faces and place all of them."""
        self.name, self.describe, self.train = name, describe, train
        some = train[:: max(1, len(train) // AXES_FROM)]
        self.axes = PrincipalAxes(describe(some), AXES)
        self.known = self._place(train)

    def _place(self, faces: np.ndarray) -> np.ndarray:
        parts = (faces[start : start + PART] for start in range(0, len(faces), PART))
        return np.concatenate([self.axes(self.describe(part)) for part in parts])

    def place(self, faces: np.ndarray) -> np.ndarray:
        """Return float32 (2, count, axes): of the faces and of their mirror images."""
        return np.stack([self._place(faces), self._place(faces[:, :, ::-1])])

    def nearest(self, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return distance to the nearest training face, mirrored or not, and its row."""
        distances, rows, _ = nearest_either_way(self.place(faces), self.known)
        return distances, rows


def search(
    space: Space, heldout: np.ndarray, samples: np.ndarray, shares: Sequence[float]
) -> tuple[list[Measure], tuple[Planted, ...]]:
    """Measure copying in one space.

    The floor is taken on one half of the held-out faces, the other half in their usual place.

    Args:
        space: With the training faces.
        heldout: Faces the generator never saw, in random order.
        samples: Its pictures.
        shares: Shares of planted copies, ascending from 0.
    """
    unseen, ours = space.place(heldout), space.place(samples)
    copies = space.place(disguised_copies(space.train[: round(max(shares) * len(samples))]))
    half = len(heldout) // 2
    cells = max(1, min(CELLS, half // 50))
    curve = detection_curve(CopyTest(space.known, unseen, cells), ours, copies, shares)
    real_test = CopyTest(space.known, unseen[:, :half], cells)
    real_curve = detection_curve(real_test, unseen[:, half:], copies, shares)
    floor = "Floor: one half of the held-out faces beside the other."
    measures = [
        Measure(
            f"c_t_{space.name}",
            f"C_T in {space.name}",
            curve[0].c_t,
            real_curve[0].c_t,
            "Below -3 samples are nearer to training faces than held-out faces are: copying, or "
            f"blur, which brings a picture nearer to all; far above 0 they are farther. {floor}",
        ),
        Measure(
            f"near_{space.name}",
            f"Near copies in {space.name}",
            curve[0].near_share,
            real_curve[0].near_share,
            "Share of samples nearer to a training face than 99 % of held-out faces are; 0.01 is "
            f"what no copying gives. {floor}",
        ),
    ]
    rows = zip(shares, curve, real_curve, strict=True)
    return measures, tuple(
        Planted(share, a.c_t, a.near_share, b.c_t, b.near_share) for share, a, b in rows
    )


def nearest_sheet(spaces: Sequence[Space], samples: np.ndarray, count: int = 12) -> np.ndarray:
    """Show the samples nearest to training faces, with those faces below, a row a space.

    The sheet holds training faces: where these may not be passed on, neither may the sheet.

    Args:
        spaces: Where to look; which samples are shown is decided in the first.
        samples: uint8 (samples, side, side, 3).
        count: How many to show.

    Returns:
        uint8 picture of 1 + spaces rows and `count` columns.
    """
    shown = samples[np.argsort(spaces[0].nearest(samples)[0], kind="stable")[:count]]
    rows = [shown, *(space.train[space.nearest(shown)[1]] for space in spaces)]
    return grid(np.concatenate(rows), columns=len(shown))
