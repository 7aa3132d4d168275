import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facegen.attributes import CELEBA_ATTRIBUTES, CELEBA_GROUPS, Query, groups_of, in_words
from facegen.errors import QueryError


def test_celeba_has_forty_attributes_in_alphabetical_order() -> None:
    assert len(set(CELEBA_ATTRIBUTES)) == 40
    assert list(CELEBA_ATTRIBUTES) == sorted(CELEBA_ATTRIBUTES)


def test_each_celeba_attribute_stands_in_one_group() -> None:
    placed = [attribute.name for group in CELEBA_GROUPS for attribute in group.attributes]
    assert sorted(placed) == list(CELEBA_ATTRIBUTES)
    assert groups_of(CELEBA_ATTRIBUTES) == CELEBA_GROUPS


def test_opinions_are_called_opinions() -> None:
    notes = {group.title: group.note for group in CELEBA_GROUPS if group.note}
    assert list(notes) == ["A stranger's opinion"]


def test_own_attributes_stand_together_after_known_ones() -> None:
    first, second = groups_of(["has_tail", "Smiling", "is_red"])
    assert (first.title, [a.name for a in first.attributes]) == ("Expression", ["Smiling"])
    assert [(a.name, a.label) for a in second.attributes] == [
        ("has_tail", "has tail"),
        ("is_red", "is red"),
    ]
    assert groups_of([]) == ()


def test_equal_questions_are_equal_queries() -> None:
    one = Query(required=("Smiling", "Male", "Male"), excluded=("Young", "Bald"))
    other = Query(required=("Male", "Smiling"), excluded=("Bald", "Young"))
    assert one == other
    assert hash(one) == hash(other)
    assert one.required == ("Male", "Smiling")


def test_a_text_is_not_taken_for_the_list_of_its_letters() -> None:
    for field in ("required", "excluded"):
        said = rf"{field} must be a list of names, but is 'Male'; write \('Male',\)\."
        with pytest.raises(QueryError, match=said):
            Query(**{field: "Male"})  # type: ignore[arg-type]


def test_contradictions_are_named() -> None:
    query = Query(required=("Male", "Young"), excluded=("Male", "Bald"))
    assert query.contradictions == ("Male",)
    assert Query(required=("Male",)).contradictions == ()


def test_query_in_words() -> None:
    assert str(Query()) == "all faces"
    assert str(Query(required=("Smiling", "Male"))) == "Male + Smiling"
    some = Query(("Eyeglasses", "Smiling", "Male", "Bald", "blue"), ("Young", "Mustache"))
    assert str(some) == "Male + Bald + Smiling + Glasses + blue without Young, Mustache"
    assert str(Query(("Wavy_Hair",), ("Double_Chin",))) == "Wavy hair without “Double chin”"
    assert str(Query(excluded=("Male", "Bald"))) == "all faces without Male, Bald"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("smiling", "Did you mean 'Smiling'?"),
        ("Eyeglases", "Did you mean 'Eyeglasses'?"),
        ("tentacles", "Choose from: Smiling, Eyeglasses."),
    ],
)
def test_unknown_names_are_refused_with_a_hint(name: str, hint: str) -> None:
    for query in (Query(required=(name,)), Query(excluded=(name,))):
        with pytest.raises(QueryError) as refusal:
            query.check(["Smiling", "Eyeglasses"])
        assert str(refusal.value) == f"'{name}' is not an attribute of these faces. {hint}"


def test_faces_without_attributes_say_so() -> None:
    with pytest.raises(QueryError, match="These faces have no attributes"):
        Query(required=("Male",)).check([])


@settings(deadline=None)
@given(st.lists(st.text()), st.lists(st.text()))
def test_any_names_are_known_or_refused(required: list[str], excluded: list[str]) -> None:
    query = Query(tuple(required), tuple(excluded))
    unknown = set(required + excluded) - set(CELEBA_ATTRIBUTES)
    if unknown:
        with pytest.raises(QueryError):
            query.check(CELEBA_ATTRIBUTES)
    else:
        query.check(CELEBA_ATTRIBUTES)
    query.check(required + excluded)


def test_sentences_say_what_the_chips_say():
    spoken = {name: in_words(name) for name in CELEBA_ATTRIBUTES}
    for group in CELEBA_GROUPS:
        for one in group.attributes:
            assert spoken[one.name].startswith(one.label)
    assert spoken["Eyeglasses"] == "Glasses"
    assert spoken["5_o_Clock_Shadow"] == "Stubble"
    assert spoken["Blond_Hair"] == "Blond hair"
    assert in_words("has_hat") == "has hat"
    assert str(Query(("Male",), ("Wavy_Hair",))) == "Male without Wavy hair"
