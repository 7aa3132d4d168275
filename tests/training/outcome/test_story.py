import xml.etree.ElementTree as xml
from pathlib import Path

import numpy as np
from PIL import Image

from facegen.data.store import FaceStore
from facegen.training.outcome.story import choose_snapshots, curve_charts, tell, through_time
from facegen.training.run.runs import Run
from tests.training.conftest import make_run

SPACE = "{http://www.w3.org/2000/svg}"


def told(folder: Path, store: FaceStore, lines: int) -> Run:
    """Make a run whose metrics and grids are known."""
    run = make_run(folder, store)
    for n in range(lines):
        run.append_metrics(
            {"images": n * 1000, "loss_discriminator": float(n), "loss_generator": 2.0 * n}
        )
        run.write_grids(n * 1000, {16: np.full((16, 16, 16, 3), n, np.uint8)})
    return run


def test_snapshots_are_chosen_by_doubling() -> None:
    assert choose_snapshots(range(0, 1001, 10)) == [0, 20, 30, 60, 120, 250, 500, 1000]
    assert choose_snapshots([0, 5]) == [0, 5]
    assert choose_snapshots([]) == []


def test_a_curve_ends_where_the_checkpoint_was_made(tmp_path: Path, store: FaceStore) -> None:
    drawn = curve_charts(told(tmp_path, store, 100), 79_000)
    assert list(drawn) == ["losses"]  # nothing else was measured
    line = xml.fromstring(drawn["losses"]).find(f"{SPACE}polyline")
    assert line is not None
    points = line.attrib["points"].split()
    assert len(points) == 40
    # Lines 1 to 79 in 40 parts: the last holds line 79 alone, half as high as the generator's.
    assert points[-1] == "610.0,150.0"


def test_the_picture_through_time_is_of_the_first_row(tmp_path: Path, store: FaceStore) -> None:
    picture = through_time(told(tmp_path, store, 3), [0, 2000])
    assert picture[0, 0].tolist() == [0, 0, 0]
    assert picture[-1, -1].tolist() == [2, 2, 2]
    assert picture.shape == (2 * 16 + 2, 8 * 18 - 2, 3)


def test_the_story_lies_beside_the_card(tmp_path: Path, store: FaceStore) -> None:
    run = told(tmp_path / "run", store, 5)
    text = tell(run, 3000, tmp_path / "checkpoint")
    assert "after 0, 1,000, 3,000 images" in text
    with Image.open(tmp_path / "checkpoint" / "training" / "through_time.webp") as picture:
        assert picture.format == "WEBP"
