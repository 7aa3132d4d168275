import pytest

from facegen.data.sources.celeba_names import (
    ATTRIBUTES,
    PICTURES,
    has_numbers_for_names,
    is_named,
    is_table_of_celeba,
)


@pytest.mark.parametrize(
    "path",
    [
        "list_attr_celeba.txt",
        "Anno/list_attr_celeba.csv",
        "a/b/LIST_ATTR_CELEBA.TXT",
        "list_attr_celeba (1).txt",
        "list_attr_celeba-copy.txt",
        "list_attr_celeba.csv.txt",
    ],
)
def test_a_table_is_known_whatever_a_system_made_of_its_name(path: str) -> None:
    assert is_named(path, ATTRIBUTES)


@pytest.mark.parametrize(
    "path",
    [
        "my_list_attr_celeba.txt",
        "list_attr_celeba.png",
        "list_attr_celeba",
        "list_attr_celeba/a.txt",
    ],
)
def test_other_names_are_others(path: str) -> None:
    assert not is_named(path, ATTRIBUTES)


def test_any_of_several_names_will_do() -> None:
    assert is_named("b.txt", "a", "b")
    assert not is_named("axb.txt", "a.b")


def test_tables_that_are_no_attributes_are_told() -> None:
    others = ("list_eval_partition.txt", "identity_CelebA.txt", "list_bbox_celeba.csv",
              "list_landmarks_align_celeba.txt", "CelebA-HQ-to-CelebA-mapping.txt")  # fmt: skip
    assert all(map(is_table_of_celeba, others))
    assert not is_table_of_celeba("list_attr_celeba.txt")
    assert not is_table_of_celeba("people.csv")


def test_numbers_for_names_may_have_few_exceptions() -> None:
    numbered = [f"{PICTURES}/{number:06d}.jpg" for number in range(9)]
    assert has_numbers_for_names([*numbered, "me.jpg"])
    assert not has_numbers_for_names([*numbered, "me.jpg", "you.jpg"])
    assert not has_numbers_for_names(["0000001.jpg"])
