from pathlib import Path

import numpy as np

from facegen.decoding import decode
from facegen.images import grid
from facegen.training.run.snapshots import Snapshots


def test_samples_come_back_by_scale_and_images(tmp_path: Path) -> None:
    shown = Snapshots(tmp_path)
    assert shown.scales_px == ()
    assert shown.snapshots() == []
    rng = np.random.default_rng(0)
    samples = {px: rng.integers(0, 256, (16, px, px, 3), np.uint8) for px in (8, 16, 128)}
    for images in (2000, 0, 1000):
        shown.write_grids(images, samples)
    assert shown.scales_px == (8, 16, 128)
    assert shown.snapshots() == [0, 1000, 2000]
    kept = decode(shown.grid_path(1000, 16).read_bytes(), shortest_px=1)
    np.testing.assert_array_equal(kept, grid(samples[16], columns=8))


def test_scores_are_kept_short_and_only_where_there_are_any(tmp_path: Path) -> None:
    shown = Snapshots(tmp_path)
    shown.write_scores(0, {})
    assert not list(tmp_path.iterdir())
    shown.write_scores(1000, {"samples": [1.23456, -2e-5], "train": []})
    assert shown.scores(1000) == {"samples": [1.235, -2e-5], "train": []}
    assert shown.scores(0) == {}


def test_going_back_forgets_samples_and_scores(tmp_path: Path) -> None:
    shown = Snapshots(tmp_path)
    picture = np.zeros((1, 8, 8, 3), np.uint8)
    for images in (0, 1000, 2000):
        shown.write_grids(images, {8: picture, 16: picture.repeat(2, 1).repeat(2, 2)})
        shown.write_scores(images, {"samples": [float(images)]})
    shown.forget_snapshots(1000)
    assert shown.snapshots() == [0, 1000]
    assert not shown.grid_path(2000, 8).exists()
    assert [shown.scores(n) for n in (1000, 2000)] == [{"samples": [1000.0]}, {}]
