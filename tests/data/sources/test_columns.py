"""What a column's cells mean: yes and no, words, partitions, people, or nothing of use."""

from pathlib import Path

import numpy as np
import pytest

from facegen.data.remarks import Remarks
from facegen.data.sources.columns import MOST_WORDS, Column, Labels, labels_of, truth
from tests.data.conftest import picture, seen, with_table


def read(**columns: list[str]) -> tuple[Labels, Remarks]:
    """Read columns of the same length."""
    remarks = Remarks()
    rows = len(next(iter(columns.values())))
    return labels_of([Column.of(*pair) for pair in columns.items()], rows, remarks), remarks


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        *((word, 1) for word in ("1", "1.0", "1,0", "yes", " YES ", "True", "t", "y", "ja", "sí")),
        *((word, 0) for word in ("0", "-1", "0.0", "-1,0", "no", "N", "False", "f", "nein")),
        *((word, -1) for word in ("2", "0.5", "", "maybe", "1.0.0", "inf", "nan", "²", "--1")),
    ],
)
def test_yes_and_no_in_the_usual_ways(word: str, meaning: int) -> None:
    assert truth(word) == meaning


def test_a_column_is_its_words_and_a_number_a_row() -> None:
    column = Column.of("sex", ["m", " f", "", "NaN", "f ", "m"])
    assert [*column.words] == ["m", "f"]
    assert column.codes.tolist() == [0, 1, -1, -1, 1, 0]
    assert column.mapped({"m": 5, "f": 7}.__getitem__).tolist() == [5, 7, -1, -1, 7, 5]


def test_a_column_of_few_words_is_an_attribute_a_word() -> None:
    labels, remarks = read(hair=["red", "black,\nor so", "red", "black,\nor so"])
    assert labels.names == ("hair=black; or so", "hair=red")
    assert labels.values.tolist() == [[False, True], [True, False]] * 2
    assert labels.clear.all()
    assert "each became an attribute, such as hair=red" in remarks.notes[0]


@pytest.mark.parametrize(
    ("word", "number"), [("train", 0), ("Training", 0), ("val", 1), ("dev", 1), ("2", 2), ("", 255)]
)
def test_partitions_are_words_or_numbers(word: str, number: int) -> None:
    labels, _ = read(Split=["train", word])
    assert labels.names == ()
    assert labels.partitions is not None
    assert labels.partitions.tolist() == [0, number]
    assert labels.partitions.dtype == np.uint8


def test_a_column_called_split_that_says_something_else_is_one_of_words() -> None:
    labels, _ = read(split=["up", "down", "up"])
    assert labels.partitions is None
    assert labels.names == ("split=down", "split=up")


def test_people_are_numbers_or_names() -> None:
    numbered, _ = read(identity=["40", "7.0", "", "40"])
    named, _ = read(person=["Bo", "Ann", "", "Bo"])
    assert numbered.identities is not None
    assert named.identities is not None
    assert numbered.identities.tolist() == [40, 7, -1, 40]
    assert named.identities.tolist() == [1, 0, -1, 1]
    assert named.is_empty is False


MANY = [str(i) for i in range(2 * MOST_WORDS)]


@pytest.mark.parametrize(
    ("name", "cells", "why"),
    [
        ("", ["1", "0"], "it has no name of its own"),
        ("Unnamed: 0", ["0", "1"], "it has no name of its own"),
        ("x", ["", "nan"], "it is empty"),
        ("x", [f"w{i}" for i in MANY], f"it has more than {MOST_WORDS} different values"),
        ("x", ["same", "same"], "every row says 'same'"),
        ("x", ["a long text of many words", "b"], "it holds text or paths"),
        ("x", ["a/b.png", "c/d.png"], "it holds text or paths"),
        ("age", ["41", "38", "7"], "it holds numbers; make attributes of yes and no"),
        ("x", [f"w{i}" for i in range(MOST_WORDS)], "every row has another word in it"),
    ],
)
def test_what_says_nothing_is_passed_over_with_the_reason(
    name: str, cells: list[str], why: str
) -> None:
    labels, remarks = read(**{name: cells})
    assert labels.is_empty
    assert labels.values.shape == (len(cells), 0)
    (one,) = remarks.passed_over
    assert (one.what, one.example) == ("columns", f"'{name}'")
    assert one.why.startswith(why)


def test_of_two_columns_of_one_name_the_first_is_read() -> None:
    remarks = Remarks()
    columns = [Column.of("a", ["1", "0"]), Column.of("a", ["0", "1"])]
    labels = labels_of(columns, 2, remarks)
    assert labels.values.tolist() == [[True], [False]]
    assert remarks.passed_over[0].why == "another has the same name"


def test_an_attribute_of_a_name_with_a_comma_can_be_asked_for() -> None:
    """A comma parts the names of a query, in links and in commands."""
    labels, _ = read(**{"Hat, red": ["yes", "no"], "hair, long": ["a, b", "c"]})
    assert labels.names[0] == "Hat; red"
    assert not any("," in name for name in labels.names)


def test_rows_in_which_an_attribute_is_not_clear_are_not_clear() -> None:
    cells = ["1", "0"] * 100
    cells[3], cells[150] = "", "perhaps"
    labels, remarks = read(a=cells, b=["1", "", *["0"] * 198])
    assert labels.names == ("a", "b")
    assert np.flatnonzero(~labels.clear).tolist() == [1, 3, 150]
    assert sum(one.count for one in remarks.passed_over) == 3
    assert remarks.passed_over[0].example == "row 4"


def test_too_much_that_is_strange_makes_a_column_of_words() -> None:
    labels, _ = read(a=["yes", "no", "perhaps"] * 4)
    assert labels.names == ("a=no", "a=perhaps", "a=yes")


def test_marks_beside_empty_cells_are_yes() -> None:
    labels, _ = read(hat=["x", "", "X", ""])
    assert labels.names == ("hat",)
    assert labels.values[:, 0].tolist() == [True, False, True, False]
    assert labels.clear.all()


def test_columns_of_words_numbers_and_splits(tmp_path: Path) -> None:
    rows = ["file,age,gender,smile,score,split,person,caption"]
    for i in range(8):
        picture(tmp_path / "train" / f"{i}.jpg", i)
        rows.append(
            f"train/{i}.jpg,{'20-29' if i < 5 else '3-9, or so'!r},{'MF'[i % 2]},{i % 2},0.{i},"
            f"{'val' if i == 7 else 'train'},{40 + i // 2},a face number {i} of all".replace(
                "'3-9, or so'", '"3-9, or so"'
            ).replace("'20-29'", "20-29")
        )
    source = with_table(tmp_path, "\n".join(rows))
    assert source.attribute_names == (
        "age=20-29", "age=3-9; or so", "gender=F", "gender=M", "smile",
    )  # fmt: skip
    expected = [[i < 5, i >= 5, i % 2 == 1, i % 2 == 0, i % 2 == 1] for i in range(8)]
    assert source.attributes.tolist() == expected
    assert source.partitions.tolist() == [0] * 7 + [1]
    assert source.identities.tolist() == [40, 40, 41, 41, 42, 42, 43, 43]
    assert seen(source) == {"columns": 2}
    assert [one.example for one in source.passed_over] == ["'score'", "'caption'"]


def test_rows_that_are_unclear_are_passed_over_and_counted(tmp_path: Path) -> None:
    rows = ["file,red"]
    for i in range(40):
        picture(tmp_path / f"{i:02d}.png", i)
        rows.append(f"{i:02d}.png,{'' if i == 5 else i % 2}")
    source = with_table(tmp_path, "\n".join(rows))
    assert len(source) == 39
    assert source.attribute_names == ("red",)
    assert source.attributes[:, 0].tolist() == [i % 2 == 1 for i in range(40) if i != 5]
    (one,) = source.passed_over
    assert (one.what, one.count, one.example) == ("rows of the table", 1, "row 6")
    assert (source.rows_without_picture, source.pictures_without_row) == (0, 0)
