import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facegen.data.store import FaceStore
from facegen.errors import TrainingError
from facegen.training.run.runs import Run, find_runs
from tests.training.conftest import TINY, make_run


@pytest.fixture
def run(tmp_path: Path, store: FaceStore) -> Run:
    return make_run(tmp_path / "run", store)


def fill(folder: Path) -> None:
    (folder / "state.json").write_text("{}")


def test_a_run_is_not_made_over_another(run: Run, store: FaceStore) -> None:
    with pytest.raises(TrainingError, match=r"holds a run already.*resume"):
        Run.create(run.folder, TINY, store)


def test_a_folder_that_is_no_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="is not a run"):
        Run.open(tmp_path)


def test_a_half_written_line_is_not_read(run: Run) -> None:
    run.append_metrics({"images": 10})
    run.append_metrics({"images": 20})
    with run.metrics_path.open("a") as file:
        file.write('{"images": 3')
    assert run.metrics() == [{"images": 10}, {"images": 20}]


def test_rewinding_forgets_what_came_after(run: Run) -> None:
    pictures = {4: np.zeros((2, 4, 4, 3), np.uint8)}
    for images in (0, 100, 200):
        run.append_metrics({"images": images})
        run.write_grids(images, pictures)
        run.add_checkpoint(images, fill, keep=3)
    run.rewind(100)
    assert [line["images"] for line in run.metrics()] == [0, 100]
    assert run.snapshots() == [0, 100]
    assert [path.name for path in run.checkpoints()] == ["000000000", "000000100"]


def test_grids_hold_the_samples_row_by_row(run: Run) -> None:
    faces = np.random.default_rng(0).integers(0, 256, (16, 8, 8, 3), np.uint8)
    run.write_grids(1500, {8: faces, 4: faces[:, ::2, ::2]})
    assert run.scales_px == (4, 8)
    sheet = np.asarray(Image.open(run.grid_path(1500, 8)))
    np.testing.assert_array_equal(sheet[:8, :8], faces[0])
    np.testing.assert_array_equal(sheet[10:18, 10:18], faces[9])


def test_a_checkpoint_is_there_whole_or_not_at_all(run: Run) -> None:
    def fail(folder: Path) -> None:
        fill(folder)
        raise OSError("no room")

    run.add_checkpoint(100, fill, keep=3)
    with pytest.raises(OSError, match="no room"):
        run.add_checkpoint(200, fail, keep=3)
    assert [path.name for path in (run.folder / "checkpoints").iterdir()] == ["000000100"]


def test_state_and_share_of_the_budget(run: Run) -> None:
    assert (run.state, run.done, run.last_words) == ("new", 0.0, "")
    with run.lock.held():
        assert run.state == "training"
    run.append_metrics({"images": 480, "seconds": 1.0})
    assert run.done == pytest.approx(0.5)
    run.append_metrics({"images": 976, "seconds": 2.0})
    assert run.done == 1.0


def test_runs_are_found_the_newest_first(tmp_path: Path, store: FaceStore) -> None:
    for name in ("one", "two"):
        make_run(tmp_path / name, store)
    (tmp_path / "other").mkdir()
    shutil.copytree(tmp_path / "one", tmp_path / ".partial-branch")
    assert [run.folder.name for run in find_runs(tmp_path)] == ["two", "one"]


def test_a_run_that_is_found_has_its_settings(
    tmp_path: Path, store: FaceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one looks who comes while its second file is being written."""
    seen = list[Run]()
    write = Run.write_store

    def look_before_and_after(run: Run, store: FaceStore) -> None:
        seen.extend(find_runs(tmp_path))
        write(run, store)
        seen.extend(find_runs(tmp_path))

    monkeypatch.setattr(Run, "write_store", look_before_and_after)
    made = make_run(tmp_path / "run", store)
    assert [run.config for run in seen] == [made.config]
