"""Films of the Latent tab: from face to face, or in a loop through many."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from facegen.answers.turns import Turns
from facegen.checks import known_names, real, whole
from facegen.errors import QueryError
from facegen.film import Film
from facegen.latent.frames import WAYS, largest_of, pixels_at, styles_along
from facegen.latent.model import LatentModel
from facegen.latent.recipe import FIELDS, Recipe
from facegen.latent.renderer import Renderer
from facegen.progress import Progress

FILM_FIELDS = ("keys", "way", "form", "size", "rate", "seconds", "even", "checkpoint")
MOST_KEYS = 24
MOST_SIZE_PX = 640
MOST_SECONDS = 20
TOGETHER = 8
"""Frames drawn at a time, so that sliders are answered between them."""


@dataclass(frozen=True)
class FilmRequest:
    """What film is asked for.

    Attributes:
        checkpoint: Key of the checkpoint.
        keys: The faces it goes through: two on a path, one or more in a loop.
        way: `lerp` or `slerp` from the first to the second, or `loop` through all and back.
        even: Whether what is seen changes at a constant speed.
        film: Its form, size, rate and length.
    """

    checkpoint: str
    keys: tuple[Recipe, ...]
    way: str
    even: bool
    film: Film

    @classmethod
    def read(cls, given: Any) -> "FilmRequest":
        """Read a request from JSON.

        Raises:
            QueryError: If something in it means nothing or is out of range.
        """
        if not isinstance(given, Mapping) or not isinstance(given.get("keys"), list):
            raise QueryError("A film is asked for by an object with 'keys', a list of faces.")
        known_names(given, FILM_FIELDS)
        way = str(given.get("way", "lerp"))
        if way not in WAYS:
            raise QueryError(f"way must be one of {', '.join(WAYS)}, but is '{way[:30]}'.")
        keys = given["keys"]
        fewest, most = (1, MOST_KEYS) if way == "loop" else (2, 2)
        if not fewest <= len(keys) <= most or not all(isinstance(key, Mapping) for key in keys):
            raise QueryError(
                f"A {way} film goes through {fewest} to {most} faces, but {len(keys)} were given."
            )
        for key in keys:
            known_names(key, FIELDS)
        film = Film(
            str(given.get("form", "mp4")),
            whole("size", given.get("size", 384), 16, MOST_SIZE_PX),
            whole("rate", given.get("rate", 30), 1, 60),
            float(real("seconds", given.get("seconds", 4), 0.1, MOST_SECONDS)),
        )
        checkpoint = str(given.get("checkpoint") or "")
        even = bool(given.get("even", True))
        return cls(checkpoint, tuple(map(Recipe.read, keys)), way, even, film)


def make_film(renderer: Renderer, turns: Turns, asked: FilmRequest, progress: Progress) -> bytes:
    """Make a film; takes seconds.

    Args:
        renderer: Draws the frames, between the pictures of those who drag sliders.
        turns: Who else does heavy work.
        asked: What is wanted.
        progress: Told the share done.

    Raises:
        Busy: If others wait already.
        QueryError: If a face does not fit the checkpoint.
    """

    def do(work: Callable[[LatentModel], Any]) -> Any:
        return renderer.do(asked.checkpoint, work).result()

    def pixels(styles: Any) -> Any:
        progress(0.0)  # ends the work if nobody waits for it any more
        return do(partial(pixels_at, styles))

    def frames() -> Iterator[np.ndarray]:
        way, keys, model = asked.way, asked.keys, do(lambda model: model)
        styles = styles_along(way, keys, asked.even, asked.film.frames, model, pixels)
        for some in styles.split(TOGETHER):
            yield from do(partial(largest_of, some))

    progress(0.0)
    with turns.turn():
        return asked.film.encode(frames(), progress)
