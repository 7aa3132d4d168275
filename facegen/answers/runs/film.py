"""Films of a run: its sample grids one after another, as MP4, animated WebP or GIF."""

import threading
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

from facegen.decoding import decode
from facegen.errors import QueryError
from facegen.film import Film
from facegen.images import enlarge, grid

COLUMNS, GAP_PX = 8, 2
"""How a run lays its samples out."""
RATE = 10
MOST_FRAMES = 200
TILE_PX, TILE_GAP_PX, LARGE_PX = 124, 4, 512
SHEET_PX = COLUMNS * (TILE_PX + TILE_GAP_PX) - TILE_GAP_PX
HOLD_SEC = 1.5
"""How long the last picture stays."""

PATIENCE_SEC = 30

_one_at_a_time = threading.Lock()


def film_of(grids: dict[int, Path], px: int, face: int | None, form: str) -> tuple[bytes, Film]:
    """Make the film of all grids of a scale.

    Args:
        grids: Training images seen, and the grid's file.
        px: The scale.
        face: Which sample to show alone; None shows all.
        form: `mp4`, `webp` or `gif`.

    Raises:
        FacegenError: If there is nothing to show, or no such form.
    """
    if len(grids) < 2:
        raise QueryError("A film needs samples of two times at least; wait for the next ones.")
    chosen = sorted(grids)
    if len(chosen) > MOST_FRAMES:
        chosen = [
            chosen[i] for i in np.linspace(0, len(chosen) - 1, MOST_FRAMES).round().astype(int)
        ]
    files = tuple((grids[images], grids[images].stat().st_mtime_ns) for images in chosen)
    film = Film(
        form, LARGE_PX if face is not None else SHEET_PX, RATE, len(chosen) / RATE + HOLD_SEC
    )
    if not _one_at_a_time.acquire(timeout=PATIENCE_SEC):
        raise QueryError("Other films are being made here; try again in a minute.")
    try:
        return _encoded(film, files, px, face), film
    finally:
        _one_at_a_time.release()


@lru_cache(maxsize=8)
def _encoded(film: Film, files: tuple[tuple[Path, int], ...], px: int, face: int | None) -> bytes:
    return film.encode(_frames(files, px, face, max(1, round(2 * RATE / len(files)))))


def _frames(
    files: tuple[tuple[Path, int], ...], px: int, face: int | None, repeat: int
) -> Iterator[np.ndarray]:
    """Yield the pictures, each several times where there are few of them."""
    picture = None
    for path, _ in files:
        tiles = tiles_of(path, px)
        if face is None:
            picture = grid(
                np.stack([enlarge(tile, TILE_PX) for tile in tiles]), COLUMNS, TILE_GAP_PX
            )
        elif face < len(tiles):
            picture = tiles[face]
        else:
            raise QueryError(f"face must be from 0 to {len(tiles) - 1}, but is {face}.")
        for _ in range(repeat):
            yield picture
    for _ in range(round(HOLD_SEC * RATE)):
        assert picture is not None
        yield picture


def tiles_of(path: Path, px: int) -> np.ndarray:
    """Cut a grid's file into its samples, uint8 (count, px, px, 3)."""
    sheet = decode(path.read_bytes(), shortest_px=1)
    rows = (sheet.shape[0] + GAP_PX) // (px + GAP_PX)
    corners = [
        (row * (px + GAP_PX), column * (px + GAP_PX))
        for row in range(rows)
        for column in range(COLUMNS)
    ]
    return np.stack([sheet[y : y + px, x : x + px] for y, x in corners])
