"""Two pairs of networks beside each other: one judged at one size, and one at every size."""

import numpy as np

from facegen.answers.context import Context
from facegen.answers.links import link_to
from facegen.answers.runs.watched import WatchedRun, grids_of
from facegen.answers.story.recorded import (
    Lines,
    family_recorded,
    samples_after,
    smooth,
    taken_for_real,
)
from facegen.answers.story.view import Duel, Picture, View
from facegen.counting import counted, percent
from facegen.metrics import Metric

SIMPLE, EVERY_SCALE = "simple_gan", "msg_gan"
GAP_SHARE = 0.06
GREY = 127


def race(context: Context, store: str, choice: str) -> View:
    """Show what both pairs painted after some training images, the simple one on the left.

    Args:
        context: The recordings.
        store: Not needed.
        choice: Training images seen.

    Raises:
        FacegenError: If a recording is missing.
    """
    simple, every = (family_recorded(context, family) for family in (SIMPLE, EVERY_SCALE))
    left, _, after, last = _nearest(simple, int(choice))
    right, px, other, _ = _nearest(every, int(choice))
    seen = counted(after, "picture")
    words = f"On the left nine samples of the simple pair after {seen}; "
    words += f"on the right of the pair that shows the judge every size, after {other:,}."
    if int(choice) > last:
        words += f" The simple pair was trained no longer; it ends at {counted(last, 'picture')}."
    return View(
        f"{words} {_told(simple.run.metrics(), after)}".strip(),
        link_to("training", {"run": simple.name}),
        (
            Picture(
                _beside(left, right),
                f"Left the simple pair after {seen}, right the other after {other:,}",
                "One size, and every size",
                f"{after:,} and {other:,} pictures seen · {px} px",
            ),
        ),
        duel=duel_until(simple.run.metrics(), after),
    )


def duel_until(lines: Lines, images: int) -> Duel:
    """Return the losses of a training up to some moment; of the start the first there are."""
    judge = smooth(lines, Metric.LOSS_DISCRIMINATOR, "judge", "judge")
    painter = smooth(lines, Metric.LOSS_GENERATOR, "painter", "painter")
    upto = max(1, sum(at <= images for at in judge.x))
    return Duel("The simple pair", judge.x[:upto], painter.y[:upto], judge.y[:upto])


def _nearest(run: WatchedRun, wanted: int) -> tuple[np.ndarray, int, int, int]:
    picture, px, images = samples_after(run, wanted)
    return picture, px, images, max(grids_of(run.run.folder)[px])


def _beside(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Lay two pictures beside each other; the smaller in the middle of its height."""
    height = max(left.shape[0], right.shape[0])

    def tall(image: np.ndarray) -> np.ndarray:
        above = (height - image.shape[0]) // 2
        below = height - image.shape[0] - above
        return np.pad(image, ((above, below), (0, 0), (0, 0)), constant_values=GREY)

    gap = np.full((height, round(height * GAP_SHARE), 3), GREY, np.uint8)
    return np.concatenate([tall(left), gap, tall(right)], axis=1)


def _told(lines: Lines, images: int) -> str:
    """Say how often the judge of a pair was right around a moment."""
    taken = taken_for_real(lines, images)
    if taken is None:
        return ""
    real, painted = taken
    return (
        f"Its judge then takes {percent(real)} of real faces for real, and {percent(painted)} of "
        "painted ones."
    )
