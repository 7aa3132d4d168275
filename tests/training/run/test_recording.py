from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facegen.training.run.recording import MOST_TIMES, choose_times, main, record
from facegen.training.run.runs import Run
from tests.training.conftest import TINY


@pytest.fixture
def whole(tmp_path: Path, store) -> Run:
    run = Run.create(tmp_path / "run", TINY, store)
    generator = np.random.default_rng(0)
    for images in range(0, 40_000, 1000):
        run.append_metrics({"images": images, "seconds": images / 7, "loss_generator": 1 / 3})
        faces = generator.integers(0, 256, (32, 1, 1, 3), np.uint8)
        sheets = {px: np.tile(faces, (1, px, px, 1)) for px in (4, 16)}
        run.write_grids(images, sheets)
    return run


def test_a_recording_reads_like_the_run_it_is_of(tmp_path, whole):
    times = record(whole, tmp_path / "out")
    recording = Run(tmp_path / "out")
    assert (times[0], times[-1]) == (0, 39_000)
    assert len(times) <= MOST_TIMES + 2
    assert recording.config == whole.config
    assert recording.faces["title"] == whole.faces["title"]
    assert [line["images"] for line in recording.metrics()] == list(range(0, 40_000, 1000))
    assert not recording.checkpoints()


def test_small_scales_are_kept_exactly_and_large_ones_nearly(tmp_path, whole):
    record(whole, tmp_path / "out")
    for px, most in ((4, 0), (16, 12)):
        with Image.open(tmp_path / "out" / "grids" / f"{px:03d}px" / "000000000.webp") as sheet:
            kept = np.asarray(sheet, int)
        with Image.open(whole.grid_path(0, px)) as sheet:
            assert np.abs(kept - np.asarray(sheet, int)).mean() <= most


def test_of_how_many_times_is_for_the_caller_to_say(tmp_path, whole):
    assert main([str(whole.folder), "--out", str(tmp_path / "out"), "--times", "6"]) == 0
    times = sorted(int(file.stem) for file in (tmp_path / "out" / "grids" / "016px").iterdir())
    assert times == choose_times(whole.snapshots(), 6)
    assert 6 <= len(times) <= 8
    assert (times[0], times[-1]) == (0, 39_000)


def test_nothing_of_this_machine_is_in_it(tmp_path, whole):
    record(whole, tmp_path / "out")
    texts = [path.read_text() for path in (tmp_path / "out").glob("*.*")]
    assert len(texts) == 4
    assert not any(str(tmp_path) in text for text in texts)


def test_times_lie_ever_farther_apart():
    times = choose_times(list(range(0, 100_000, 100)), 10)
    assert times[0] == 0
    assert times[-1] == 99_900
    assert (np.diff(times, 2) >= -100).all()
    assert choose_times([0, 5, 9], 10) == [0, 5, 9]


def test_what_cannot_be_recorded_says_why(tmp_path, whole, capsys):
    assert main([str(whole.folder), "--out", str(tmp_path)]) != 0
    assert "is there already" in capsys.readouterr().err
