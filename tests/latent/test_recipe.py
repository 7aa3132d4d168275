"""Faces in words: what is written is read back, and nonsense is refused with a sentence."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facegen.errors import QueryError
from facegen.latent.recipe import LARGEST_SEED, MOST_OFFSET, Recipe, bytes_of, numbers_of, text_of
from facegen.latent.request import BLENDS, FORMS, Face, FaceRequest

OFFSETS = st.floats(-MOST_OFFSET, MOST_OFFSET)
NUMBERS = st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=1).map(
    bytes_of
)
STARTS = st.one_of(
    st.builds(dict, seed=st.integers(0, LARGEST_SEED)),
    st.builds(dict, latent=NUMBERS),
    st.builds(dict, style=NUMBERS),
)


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    return Recipe(
        **draw(STARTS),
        truncation=draw(st.floats(-2, 2)),
        centre=draw(st.sampled_from(["", "Young", "-5_o_Clock_Shadow"])),
        apart=draw(st.booleans()),
        components=tuple(draw(st.dictionaries(st.integers(0, 999), OFFSETS)).items()),
        attributes=tuple(
            draw(st.dictionaries(st.sampled_from(["Smiling", "5_o_Clock_Shadow"]), OFFSETS)).items()
        ),
        coordinates=tuple(draw(st.dictionaries(st.integers(0, 999), OFFSETS)).items()),
    )


@given(recipes(), st.none() | recipes(), st.sampled_from(BLENDS), st.floats(0, 1))
def test_what_a_link_says_is_the_face_it_was_written_for(recipe, other, blend, position):
    where = {"coarse": 3} if blend == "mix" else {"position": position}
    face = Face(recipe, other, blend, **where) if other else Face(recipe)
    assert Face.read(face.fields()) == face
    assert all(isinstance(text, str) for text in face.fields().values())


@given(
    st.dictionaries(
        st.sampled_from(
            "seed latent style truncation components attributes coordinates seed2 style2 blend "
            "position coarse scale enlarged form checkpoint".split()
        ),
        st.text() | st.floats().map(str) | st.integers().map(str),
    )
)
def test_any_text_is_read_or_refused_with_a_sentence(fields):
    try:
        request = FaceRequest.read(fields)
    except QueryError as error:
        assert str(error).endswith((".", "?"))  # noqa: PT017
    else:
        assert request.form in FORMS


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
        ({"blend": "twist"}, "blend must be one of"),
        ({"blend": "lerp", "position": "2"}, "position must be a number from 0 to 1"),
        ({"form": "exe"}, "form must be one of"),
        ({"enlarged": "100000"}, "enlarged must be a whole number from 0 to 1024"),
    ],
)
def test_nonsense_is_named(fields, sentence):
    with pytest.raises(QueryError, match=sentence):
        FaceRequest.read(fields)


def test_numbers_go_through_text_unchanged():
    numbers = bytes_of([0.1, -3.5e-8, 7e30])
    assert numbers_of("latent", text_of(numbers)) == numbers
