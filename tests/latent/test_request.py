"""Requests in words: what is written is read back, and nonsense is refused with a sentence."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facegen.errors import QueryError
from facegen.latent.recipe import Recipe
from facegen.latent.request import BLENDS, FORMS, Face, FaceRequest
from tests.latent.drawn import recipes


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
        ({"seed2": "-1", "blend": "lerp"}, "seed2? must be a whole number from 0"),
        ({"blend": "twist"}, "blend must be one of"),
        ({"blend": "lerp", "position": "2"}, "position must be a number from 0 to 1"),
        ({"form": "exe"}, "form must be one of"),
        ({"enlarged": "100000"}, "enlarged must be a whole number from 0 to 1024"),
        ({"coarse": "-1", "blend": "mix"}, "coarse must be a whole number from 0 to 20"),
        ({"scale": "0"}, "scale must be a whole number from 1 to 1024"),
        ({"sead": "1"}, "sead.*seed"),
    ],
)
def test_nonsense_is_named(fields: dict[str, str], sentence: str) -> None:
    with pytest.raises(QueryError, match=sentence):
        FaceRequest.read(fields)


def test_a_request_is_what_its_fields_say() -> None:
    fields = {"checkpoint": "c", "seed": "7", "scale": "32", "enlarged": "256", "form": "png"}
    request = FaceRequest.read(fields)
    assert request == FaceRequest("c", Face(Recipe(7)), 32, 256, "png")
    assert hash(request) == hash(FaceRequest.read(dict(reversed(fields.items()))))
    assert request.alone
    assert FaceRequest.read({}) == FaceRequest("")
    assert not FaceRequest("").alone
    assert FaceRequest.read({"tab": "x"}, others=("tab",)) == FaceRequest("")


@given(recipes(), st.none() | recipes(), st.sampled_from(BLENDS))
def test_the_note_in_a_picture_brings_its_face_back(recipe, other, blend) -> None:
    request = FaceRequest("owner/name", Face(recipe, other, blend) if other else Face(recipe))
    fields = dict(parse_qsl(request.note, keep_blank_values=True))
    assert FaceRequest.read(fields) == request
