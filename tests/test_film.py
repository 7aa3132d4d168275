"""Films are read back with another library (Pillow), or in their decoder (MP4)."""

import io
import math

import av
import numpy as np
import pytest
from PIL import Image

from facegen.errors import FacegenError
from facegen.film import Film
from facegen.images import enlarge


def pictures(count: int, height: int = 32, width: int = 32) -> list[np.ndarray]:
    """Draw a bright disc that moves over a coloured slope."""
    y, x = np.mgrid[:height, :width]
    slope = np.stack([60 + 4 * x, 200 - 4 * y, 120 + 2 * y], axis=2)
    drawn = []
    for number in range(count):
        disc = (x - 6 - 2 * number) ** 2 + (y - 16) ** 2 < 30
        drawn.append(np.where(disc[..., None], 230, slope).clip(0, 255).astype(np.uint8))
    return drawn


def read(content: bytes, form: str) -> tuple[list[np.ndarray], list[float]]:
    """Return the frames and how long each is shown, milliseconds."""
    if form == "mp4":
        with av.open(io.BytesIO(content), "r") as container:
            frames = list(container.decode(video=0))
        shown = [1000 * f.duration * float(f.time_base or 0) for f in frames]
        return [f.to_ndarray(format="rgb24", src_colorspace="itu709") for f in frames], shown
    film, frames, shown = Image.open(io.BytesIO(content)), [], []
    for number in range(getattr(film, "n_frames", 1)):
        film.seek(number)
        frames.append(np.asarray(film.convert("RGB")))
        shown.append(film.info["duration"])
    return frames, shown


@pytest.mark.parametrize("form", ["mp4", "webp", "gif"])
def test_the_frames_come_back(form: str) -> None:
    given = pictures(9)
    film = Film(form, size_px=128, rate=15, seconds=0.6)
    assert film.frames == 9
    frames, shown = read(film.encode(given), form)
    assert len(frames) == 9
    assert sum(shown) == pytest.approx(600, abs=15)
    for frame, picture in zip(frames, given, strict=True):
        expected = enlarge(picture, 128).astype(int)
        assert frame.shape == (128, 128, 3)
        assert np.abs(frame - expected).mean() < 6
        assert np.abs((frame - expected).mean((0, 1))).max() < 3  # no cast of colour
    assert read(film.encode(given[:1]), form)[0][0].shape == (128, 128, 3)


@pytest.mark.parametrize("form", ["webp", "gif"])
def test_pictures_that_move_go_round_for_ever(form: str) -> None:
    film = Image.open(io.BytesIO(Film(form, size_px=64).encode(pictures(3))))
    assert film.info["loop"] == 0


@pytest.mark.parametrize("form", ["mp4", "webp", "gif"])
def test_equal_pictures_give_equal_bytes(form: str) -> None:
    film = Film(form, size_px=64)
    assert film.encode(pictures(8)) == film.encode(iter(pictures(8)))
    assert film.encode(pictures(8)) != film.encode(pictures(7))


def test_pictures_need_not_be_square() -> None:
    frames, _ = read(Film("mp4", size_px=100).encode(pictures(2, height=32, width=48)), "mp4")
    assert frames[0].shape == (66, 100, 3)


def test_progress_is_told_frame_by_frame_while_pictures_are_made() -> None:
    told: list[float] = []

    def made():
        for number, picture in enumerate(pictures(5)):
            assert len(told) == number
            yield picture

    Film("gif", size_px=64, rate=5, seconds=1).encode(made(), told.append)
    assert told == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"form": "avi"}, "one of mp4, webp, gif"),
        ({"size_px": 65}, "even number of pixels"),
        ({"size_px": 1_000_000}, "from 16 to 1024"),
        ({"size_px": math.nan}, "from 16 to 1024"),
        ({"rate": 0}, "1 to 60 whole frames"),
        ({"rate": 29.97}, "whole frames"),
        ({"form": "gif", "rate": 60}, "1 to 50 whole frames"),
        ({"seconds": 0}, "up to 60 seconds"),
        ({"seconds": math.inf}, "up to 60 seconds"),
        ({"seconds": math.nan}, "up to 60 seconds"),
    ],
)
def test_what_cannot_be_made_is_named(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(FacegenError, match=words):
        Film(**wrong)  # type: ignore[arg-type]


def test_a_film_of_nothing_and_of_pictures_of_two_sizes() -> None:
    with pytest.raises(FacegenError, match="at least one picture"):
        Film().encode([])
    with pytest.raises(FacegenError, match="after 32 x 32 px came 48 x 32 px"):
        Film().encode([*pictures(1), *pictures(1, width=48)])
