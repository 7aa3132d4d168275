"""Whether compiled networks are worth a new beginning, tried beside the training."""

from collections.abc import Sequence

from facegen.data.store import FaceStore
from facegen.training.run.config import TrainingConfig
from facegen.training.sprint.children import Child, trials_in
from facegen.training.sprint.course import Course

FASTER = 1.15
"""By what factor compiled networks must be faster to be worth a new beginning."""


def compiler_of(course: Course, config: TrainingConfig, store: FaceStore) -> Child | None:
    """Begin to compile the networks of a run that is trained as they are; None if they are."""
    if config.compile:
        return None
    words = [f"{store.folder}", f"{config.preset}:{config.batch}", "--compile"]
    return course.child("trials", *words, "--seconds=0.5" if course.rehearse else "--seconds=2")


def are_faster(course: Course, said: Sequence[str]) -> bool:
    """Say whether compiled networks were worth it, by what their trial said."""
    lines = trials_in(said)
    paces = {line["compile"]: line.get("images_per_sec", 0.0) for line in lines}
    course.facts["compiled"] = lines
    plain, compiled = paces.get(False, 0.0), paces.get(True, 0.0)
    course.note(f"compiled {compiled:,.0f} images a second, as it is {plain:,.0f}, side by side")
    return bool(plain) and compiled > FASTER * plain
