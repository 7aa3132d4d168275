"""Films of a run: its grids in their order, whole or one sample of them."""

import io
from pathlib import Path

import av
import numpy as np
import pytest

from facegen.answers.runs import film
from facegen.answers.runs.film import (
    HOLD_SEC,
    LARGE_PX,
    RATE,
    SHEET_PX,
    film_of,
    tiles_of,
)
from facegen.answers.runs.watched import grids_of
from facegen.errors import FacegenError, QueryError
from facegen.images import encode, grid
from facegen.training.run.runs import Run


def frames_of(content: bytes) -> list[np.ndarray]:
    with av.open(io.BytesIO(content), "r") as film:
        return [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]


def test_all_grids_are_shown_in_their_order(grown: Run):
    content, made = film_of(grids_of(grown.folder)[64], 64, None, "mp4")
    frames = frames_of(content)
    assert made.mime == "video/mp4"
    assert frames[0].shape[1] == SHEET_PX
    first_samples = [int(frame[60, 60].mean()) for frame in frames]
    assert first_samples[0] == pytest.approx(100, abs=6)
    assert first_samples[-1] == pytest.approx(20, abs=6)
    assert sorted(first_samples, reverse=True) == first_samples


def test_of_one_sample_that_sample_is_shown(grown: Run):
    frames = frames_of(film_of(grids_of(grown.folder)[64], 64, 11, "mp4")[0])
    assert frames[-1].shape == (LARGE_PX, LARGE_PX, 3)
    assert frames[0].mean() == pytest.approx(144, abs=4)
    assert frames[-1].mean() == pytest.approx(64, abs=4)


def test_few_pictures_stay_for_a_while_and_the_last_one_longer(grown: Run):
    frames = frames_of(film_of(grids_of(grown.folder)[32], 32, 0, "mp4")[0])
    shades = np.array([frame.mean() for frame in frames])
    each = round(2 * RATE / 3)
    counted = [int((np.abs(shades - shade) < 8).sum()) for shade in (100, 60, 20)]
    assert counted == [each, each, each + round(HOLD_SEC * RATE)]


def test_of_very_many_grids_some_are_shown_from_the_first_to_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(film, "MOST_FRAMES", 25)
    files = {}
    for number in range(60):
        files[number * 100] = path = tmp_path / f"{number}.png"
        shade = np.full((8, 16, 16, 3), 4 * number, np.uint8)
        path.write_bytes(encode(grid(shade, 8, 2), "png"))
    frames = frames_of(film_of(files, 16, 0, "gif")[0])
    assert len(frames) == 25 + round(HOLD_SEC * RATE)
    assert frames[0].mean() == pytest.approx(0, abs=3)
    assert frames[-1].mean() == pytest.approx(4 * 59, abs=3)


def test_a_grid_is_cut_into_the_samples_it_was_made_of(tmp_path: Path):
    samples = np.random.default_rng(0).integers(0, 256, (32, 16, 16, 3), np.uint8)
    path = tmp_path / "grid.png"
    path.write_bytes(encode(grid(samples, 8, 2), "png"))
    np.testing.assert_array_equal(tiles_of(path, 16), samples)


@pytest.mark.parametrize(
    ("face", "form", "sentence"),
    [(32, "mp4", "face must be from 0 to 31, but is 32"), (None, "exe", "A film is one of mp4")],
)
def test_what_cannot_be_made_says_why(grown: Run, face, form, sentence):
    with pytest.raises(FacegenError, match=sentence):
        film_of(grids_of(grown.folder)[64], 64, face, form)


def test_one_time_is_no_film(grown: Run):
    for grids in ({}, {0: grids_of(grown.folder)[64][0]}):
        with pytest.raises(QueryError, match="two times at least"):
            film_of(grids, 64, None, "mp4")
