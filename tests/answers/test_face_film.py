"""Films from face to face: what may be asked for, and what is drawn."""

from typing import Any

import pytest

from facegen.answers.face_film import MOST_KEYS, FilmRequest, make_film
from facegen.answers.turns import Turns
from facegen.errors import FacegenError, QueryError
from facegen.film import Film
from facegen.latent.frames import largest_of, styles_along
from facegen.latent.model import LatentModel
from facegen.latent.recipe import Recipe
from facegen.latent.renderer import Renderer
from tests.tiny import tiny_generator


def test_what_is_left_out_is_as_the_page_offers_it():
    asked = FilmRequest.read({"keys": [{"seed": "1"}, {"seed": 2, "truncation": 0.5}]})
    assert asked == FilmRequest(
        "", (Recipe(1), Recipe(2, truncation=0.5)), "lerp", True, Film("mp4", 384, 30, 4.0)
    )


def test_what_is_given_is_taken():
    given = {"checkpoint": "tiny", "keys": [{}], "way": "loop", "form": "gif", "even": False,
             "size": 64.0, "rate": 10, "seconds": 1.5}  # fmt: skip
    expected = FilmRequest("tiny", (Recipe(),), "loop", False, Film("gif", 64, 10, 1.5))
    assert FilmRequest.read(given) == expected


@pytest.mark.parametrize(
    "asked",
    [
        None, [], {}, {"keys": 3}, {"keys": []}, {"keys": [{"seed": 1}]}, {"keys": [1, 2]},
        {"keys": [{"seed": "nan"}, {}]}, {"keys": [{}, {}], "way": "jump"},
        {"keys": [{}, {}], "seconds": 1e9}, {"keys": [{}, {}], "seconds": "long"},
        {"keys": [{}, {}], "rate": 0.5}, {"keys": [{}, {}], "size": 10**6},
        {"keys": [{}, {}], "form": "exe"}, {"keys": [{}] * (MOST_KEYS + 1), "way": "loop"},
        {"keys": [{}, {}], "size": 10**400}, {"keys": [{}, {}], "rat": 30},
        {"keys": [{"sed": 1}] * 2}, {"keys": [{}, {}, {}]}, {"keys": [], "way": "loop"},
    ],
)  # fmt: skip
def test_nonsense_is_refused_with_a_sentence(asked: Any):
    with pytest.raises(FacegenError) as caught:
        FilmRequest.read(asked)
    assert str(caught.value).endswith((".", "?"))


def test_a_film_is_of_the_frames_on_its_way():
    model = LatentModel(tiny_generator(channels=(8, 8, 8)).freeze())
    keys, film = (Recipe(1), Recipe(2)), Film("webp", 16, 6, 2)
    shares: list[float] = []
    renderer = Renderer(lambda key: model)
    made = make_film(renderer, Turns(), FilmRequest("", keys, "slerp", True, film), shares.append)
    expected = film.encode(largest_of(styles_along("slerp", keys, True, 12, model), model))
    assert made == expected
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    broken = FilmRequest("", (Recipe(components=((99, 1.0),)), Recipe()), "lerp", True, film)
    with pytest.raises(QueryError, match="components"):
        make_film(renderer, Turns(), broken, shares.append)
