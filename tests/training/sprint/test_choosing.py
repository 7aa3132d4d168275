import pytest

from facegen.data.store import FaceStore
from facegen.training.sprint import choosing
from facegen.training.sprint.course import Course


@pytest.mark.parametrize(
    ("paces", "wanted"),
    [
        ({"sprint-l:64": 3000}, "sprint-l:64"),
        ({"sprint-l:64": 1800, "sprint-l:128": 2600}, "sprint-l:128"),
        ({"sprint-l:64": 900, "sprint-m:64": 2600}, "sprint-m:64"),
        ({"sprint-l:64": 900, "sprint-m:64": 1000, "sprint-s:64": 1100}, "sprint-s:64"),
        ({}, "sprint-s:64"),
    ],
)
def test_the_widest_shape_that_sees_enough_is_taken(
    store: FaceStore,
    monkeypatch: pytest.MonkeyPatch,
    paces: dict[str, float],
    wanted: str,
) -> None:
    def trial(course: Course, store: FaceStore, name: str, batch: int, until: float) -> dict:
        tried = {"shape": name, "batch": batch}
        found = paces.get(f"{name}:{batch}")
        return {**tried, "images_per_sec": found} if found else {**tried, "error": "no memory"}

    monkeypatch.setattr(choosing, "trial", trial)
    chosen = choosing.choose(Course(570), store)  # 520 s of training: 2,308 a second
    assert f"{chosen.preset}:{chosen.batch}" == wanted
