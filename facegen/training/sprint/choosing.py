"""Which shape of networks to train in the time there is, by trying some."""

import json
import time
from typing import Any

from facegen.data.store import FaceStore
from facegen.training.run.config import TrainingConfig
from facegen.training.sprint.children import trials_in
from facegen.training.sprint.course import POLL_SEC, Course
from facegen.training.sprint.shapes import BATCHES, SHAPES, TINY, WANTED_IMAGES, shape


def choose(course: Course, store: FaceStore) -> TrainingConfig:
    """Try shapes and take the widest that will see enough images; if none, the fastest."""
    names = [TINY.preset] if course.rehearse else list(SHAPES)
    wanted = 0 if course.rehearse else WANTED_IMAGES
    tried: list[dict[str, Any]] = []
    until = time.monotonic() + course.trial_sec
    for name in names:
        for batch in BATCHES:
            goal = wanted / course.training_sec
            if time.monotonic() > until or (tried and _hopeless(tried[-1], name, goal)):
                continue
            result = trial(course, store, name, batch, until)
            tried.append(result)
            course.note(f"trial: {json.dumps(result)}; {goal:,.0f} a second are wanted")
            if result.get("images_per_sec", 0) >= goal:
                course.facts["trials"] = tried
                return shape(name, batch)
    course.facts["trials"] = tried
    best = max(tried, key=lambda one: one.get("images_per_sec", 0), default={})
    if not best.get("images_per_sec"):
        course.note("no trial came to an end: the narrowest shape, untried")
        return shape(names[-1], BATCHES[0])
    return shape(best["shape"], best["batch"])


def trial(course: Course, store: FaceStore, name: str, batch: int, until: float) -> dict[str, Any]:
    """Try one shape in a process of its own."""
    began = time.monotonic()
    seconds = 0.3 if course.rehearse else 3.0
    child = course.child("trials", f"{store.folder}", f"{name}:{batch}", f"--seconds={seconds}")
    while not child.ended and time.monotonic() < until:
        time.sleep(POLL_SEC)
    child.stop(1.0)
    spent = time.monotonic() - began
    nothing = {"shape": name, "batch": batch, "error": "it did not end"}
    result = (trials_in(child.lines) or [nothing])[-1]
    if "images_per_sec" in result:
        course.begin_sec = max(2.0, spent - seconds)
    return result


def _hopeless(tried: dict[str, Any], name: str, goal: float) -> bool:
    """Say whether a shape was so slow at one batch that another will not do."""
    return tried["shape"] == name and tried.get("images_per_sec", 0) < 0.6 * goal
