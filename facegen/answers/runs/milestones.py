"""What a run has got right by now, found in its own samples, and told while one looks on."""

from collections.abc import Mapping

import numpy as np

from facegen.counting import counted
from facegen.decoding import decode
from facegen.errors import FacegenError
from facegen.evaluation.milestones import reached, traits
from facegen.statistics.selection import Population
from facegen.training.run.runs import Run

GAP_PX = 2
FACES = 64
"""With so many faces the samples of a run are compared."""
LEARNED = {
    "outline": "an outline",
    "eyes": "dark eyes",
    "variety": "faces that differ",
    "detail": "fine detail",
}


def samples_in(sheet: np.ndarray, px: int) -> np.ndarray:
    """Cut a grid into its samples, uint8 (count, px, px, 3), row by row.

    Args:
        sheet: uint8 (height, width, 3), samples with a gap between neighbours.
        px: Side of a sample.
    """
    step = px + GAP_PX
    places = [
        (y, x)
        for y in range(0, sheet.shape[0] - px + 1, step)
        for x in range(0, sheet.shape[1] - px + 1, step)
    ]
    return np.stack([sheet[y : y + px, x : x + px] for y, x in places])


class Milestones:
    """When a run got what right; each of its grids is measured once.

    Args:
        run: What trains.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._faces: np.ndarray | None = None
        self._traits: dict[int, dict[str, float]] = {}

    def found(self) -> dict[str, int | None]:
        """Return the training images from which on each trait was there; None where it is not.

        Empty where there is nothing to measure: no samples yet, or its faces are gone.
        """
        moments = self.run.snapshots()
        if not moments:
            return {}
        px = self.run.scales_px[-1]
        try:
            faces = self._some_faces()
            for images in set(moments) - set(self._traits):
                sheet = decode(self.run.grid_path(images, px).read_bytes(), shortest_px=1)
                self._traits[images] = traits(samples_in(sheet, px), faces)
        except (FacegenError, OSError):
            return {}
        self._traits = {images: self._traits[images] for images in moments}
        return reached(self._traits)

    def _some_faces(self) -> np.ndarray:
        if self._faces is None:
            store = self.run.open_store()
            self._faces = store.faces[Population(store).select(sample_size=FACES).rows]
        return self._faces


def narrate(found: Mapping[str, int | None], images: int, over: bool) -> tuple[str, ...]:
    """Tell how far a short run is, and once it is over what became of it and where to go on.

    Args:
        found: As `Milestones.found` returns it.
        images: Training images seen.
        over: Whether its time is up.
    """
    there = {LEARNED[name]: at for name, at in found.items() if at is not None}
    missing = [words for name, words in LEARNED.items() if found.get(name) is None]
    if not found:
        return ()
    reached_words = ", ".join(
        f"{words} (after {counted(at, 'picture')})" for words, at in there.items()
    )
    if not over:
        if not there:
            return ("Blotches of colour so far: nothing of a face can be measured yet.",)
        to_come = f" Not yet: {', '.join(missing)}." if missing else ""
        return (f"There by now: {reached_words}.{to_come}",)
    if not there:
        return (
            f"The time is up, and {counted(images, 'picture')} were too few: this machine is "
            "slow or busy, and nothing of a face can be measured yet.",
            "To go on: choose a recorded run above, and watch one that had the time; or Train "
            "longer, for half as long again.",
        )
    lacking = f" Still missing: {', '.join(missing)}." if missing else ""
    return (
        f"The time is up. Out of {counted(images, 'picture')} the network made "
        f"{reached_words}.{lacking}",
        "To go on: Train longer, for half as long again; or A run of your own, where the small "
        "MSG-GAN paints faces of 64 px after some 40 minutes.",
    )
