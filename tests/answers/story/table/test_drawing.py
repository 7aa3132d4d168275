"""What the third chapter offers can be drawn."""

from facegen.answers.story.drawing import WHOLE
from facegen.answers.story.table.drawing import DRAWING
from facegen.data.store import FaceStore
from facegen.statistics.samplers.samplers import SAMPLERS

STEPS = {step.key: step for step in DRAWING}


def test_patches_of_every_size_fit_the_faces_that_ship(store: FaceStore):
    *sizes, (last, _) = STEPS["patches"].choices
    assert last == WHOLE
    pxs = [int(key) for key, _ in sizes]
    assert pxs == sorted(pxs)
    assert all(px < store.size_px and store.size_px % px == 0 for px in pxs)
    assert [label for _, label in sizes] == [f"{px} px" for px in pxs]


def test_every_bell_is_a_model_that_draws():
    assert {key for key, _ in STEPS["gaussians"].choices} <= set(SAMPLERS)
