"""What a short run is told of itself."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from facegen.answers.runs.milestones import FACES, GAP_PX, LEARNED, Milestones, narrate, samples_in
from facegen.data.store import FaceStore
from facegen.evaluation.milestones import MARKS, milestones
from facegen.images import encode, grid
from facegen.statistics.selection import Population
from facegen.training.run.presets import configure
from facegen.training.run.runs import Run

PX = 32
NOISE = np.random.default_rng(0).integers(0, 256, (32, PX, PX, 3), np.uint8)


@pytest.fixture
def run(tmp_path: Path, bundled: FaceStore) -> Run:
    """A run whose first samples are noise, and whose last are faces."""
    config = configure({"preset": "two-minutes"}, bundled)
    made = Run.create(tmp_path / "run", config, bundled)
    faces = np.array(bundled.faces[:32, ::4, ::4])
    for images, samples in ((0, NOISE), (500, NOISE), (1000, faces)):
        path = made.grid_path(images, PX)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encode(grid(samples, 8, GAP_PX), "png"))
    return made


def test_a_grid_is_cut_into_the_samples_it_was_made_of():
    np.testing.assert_array_equal(samples_in(grid(NOISE, 8, GAP_PX), PX), NOISE)


def test_a_run_has_what_its_samples_have(run: Run, bundled: FaceStore):
    found = Milestones(run).found()
    faces = bundled.faces[Population(bundled).select(sample_size=FACES).rows]
    painted = np.array(bundled.faces[:32, ::4, ::4])
    assert found == milestones({0: NOISE, 500: NOISE, 1000: painted}, faces)
    assert found["outline"] == found["eyes"] == 1000


def test_each_grid_is_measured_once_and_one_that_is_gone_is_forgotten(run: Run):
    milestones_of_run = Milestones(run)
    before = milestones_of_run.found()
    for path in (run.folder / "grids").rglob("*.png"):
        path.write_bytes(b"no picture any more")
    assert milestones_of_run.found() == before
    run.grid_path(1000, PX).unlink()
    assert milestones_of_run.found() == dict.fromkeys(MARKS)


def test_without_its_faces_a_run_is_told_nothing(run: Run, bundled: FaceStore):
    facts = (run.folder / "store.json").read_text()
    (run.folder / "store.json").write_text(facts.replace(str(bundled.folder.resolve()), "/gone"))
    assert Milestones(run).found() == {}
    shutil.rmtree(run.folder / "grids")
    assert narrate(Milestones(run).found(), 0, over=False) == ()


def test_it_is_told_what_is_there_and_at_the_end_a_verdict_and_a_way_on():
    some = {"outline": 1000, "eyes": 3000, "variety": None, "detail": None}
    (going,) = narrate(some, 4000, over=False)
    assert going == (
        "There by now: an outline (after 1,000 pictures), dark eyes (after 3,000 pictures). "
        "Not yet: faces that differ, fine detail."
    )
    verdict, way_on = narrate(some, 9000, over=True)
    assert verdict.startswith("The time is up. Out of 9,000 pictures")
    assert "Train longer" in way_on
    verdict, way_on = narrate(dict.fromkeys(LEARNED), 90, over=True)
    assert "too few" in verdict
    assert "recorded run" in way_on
    assert "Not yet" not in narrate(dict.fromkeys(LEARNED, 500), 900, over=False)[0]
