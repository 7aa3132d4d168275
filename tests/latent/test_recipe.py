"""Recipes in words: what is written is read back, and nonsense is refused with a sentence."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facegen.errors import QueryError
from facegen.latent.recipe import LARGEST_SEED, Recipe, bytes_of, numbers_of, text_of
from tests.latent.drawn import recipes


@given(recipes(), st.sampled_from(["", "2"]))
def test_what_is_written_is_read_back(recipe: Recipe, ending: str) -> None:
    fields = recipe.fields(ending)
    assert Recipe.read(fields, ending) == recipe
    assert all(name.endswith(ending) for name in fields)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"seed": "-1"}, "seed must be a whole number from 0"),
        ({"seed": "1.5"}, "seed must be a whole number"),
        ({"seed": "9" * 400}, "seed must be a whole number"),
        ({"seed": str(LARGEST_SEED + 1)}, "seed must be a whole number"),
        ({"truncation": "nan"}, "truncation must be a number from -2"),
        ({"truncation": "inf"}, "truncation must be a number from -2"),
        ({"components": "0:1e9"}, "components 0 must be a number"),
        ({"components": "x:1"}, "number must be a whole number"),
        ({"components": "0=1"}, "must be pairs such as 0:1.5"),
        ({"components": "0:1,0:2"}, "names one of its entries twice"),
        ({"latent": "AAAA"}, "holds 3 bytes"),
        ({"latent": "§"}, "is not base64"),
        ({"latent": text_of(bytes_of([0, math.nan]))}, "not finite"),
        ({"latent": "A" * 200_000}, "characters long"),
        ({"latent": text_of(bytes_of([0])), "style": text_of(bytes_of([0]))}, "both were given"),
    ],
)
def test_nonsense_is_named(fields, sentence):
    with pytest.raises(QueryError, match=sentence):
        Recipe.read(fields)


def test_numbers_go_through_text_unchanged():
    numbers = bytes_of([0.1, -3.5e-8, 7e30])
    assert numbers_of("latent", text_of(numbers)) == numbers
