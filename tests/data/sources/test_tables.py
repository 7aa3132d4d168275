import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from facegen.attributes import CELEBA_ATTRIBUTES
from facegen.data.sources import tables
from facegen.data.sources.tables import read_attributes, read_numbers
from facegen.errors import DataError

LISTING = "2\nMale Smiling\na.jpg  1 -1\nb.jpg -1  1\n"
CSV = "image_id,Male,Smiling\na.jpg,1,-1\nb.jpg,-1,1\n"


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.txt", LISTING),
        ("t.txt", LISTING.replace("\n", "\r\n")),
        ("t.txt", LISTING.replace("Smiling", "Smiling ")),
        ("t.txt", LISTING.replace("-1\n", "-1 \n")),
        ("t.txt", LISTING.replace("  1", " 1")),
        ("t.txt", LISTING.replace("-1", "\t0")),
        ("t.txt", LISTING.rstrip("\n")),
        ("t.txt", LISTING + "\n\n"),
        ("t.txt", "\ufeff" + LISTING),
        ("t.csv", CSV),
        ("t.csv", CSV.replace("\n", "\r\n")),
        ("t.csv", CSV.replace("-1", "0")),
        ("t.csv", CSV.replace("a.jpg", '"a.jpg"')),
        ("t.CSV", CSV.replace("image_id", "")),
    ],
)
def test_reads_each_spelling_of_the_same_table(tmp_path: Path, name: str, text: str) -> None:
    table = read_attributes(write(tmp_path, name, text))
    assert table.names == ["a.jpg", "b.jpg"]
    assert table.attribute_names == ("Male", "Smiling")
    assert table.values.tolist() == [[True, False], [False, True]]


def test_words_are_none_of_the_signs(tmp_path: Path) -> None:
    path = write(tmp_path, "t.csv", "file,round,red\nä/1.png,TRUE,no\nb.png, yes ,False\n")
    with pytest.raises(DataError, match=r"t\.csv, line 2: expected one of 1, 0, -1, but .*'TRUE'"):
        read_attributes(path)


DAMAGED = [
    ("t.txt", "", "line 1: expected the number of rows, but found nothing"),
    ("t.txt", "many\nMale\n", "line 1: expected the number of rows alone, but found 'many'"),
    ("t.txt", "1", "expected a header, but found nothing"),
    ("t.txt", "0\n \n", "line 2: expected a header, but found nothing"),
    ("t.txt", "1\nMale Male\na 1 1\n", "line 2: expected each attribute once, .*'Male' again"),
    ("t.txt", "3\nMale\na 1\nb -1\n", "line 1: expected 3 rows, as it says, but found 2"),
    ("t.txt", "1\nMale\na 1\nb -1\n", "line 1: expected 1 rows, as it says, but found 2"),
    ("t.txt", "2\nMale Old\na 1 1\nb -1\n", "line 4: expected 3 fields .*, but found 2"),
    ("t.txt", "2\nMale Old\na 1\n1 b 1 1\n", "line 3: expected 3 fields .*, but found 2"),
    ("t.txt", "2\nMale Old\na 1 1 1\nb 1\n", "line 3: expected 3 fields .*, but found 4"),
    ("t.txt", "2\nMale\na 1\n\nb 1\n", "line 4: expected 2 fields .*, but found 0"),
    ("t.txt", "2\nMale\na 1\nb 2\n", "line 4: expected one of 1, 0, -1, but found '2'"),
    ("t.txt", "2\nMale\na 1\nb -0\n", "line 4: expected one of 1, 0, -1, but found '-0'"),
    ("t.txt", "2\nMale\na 1\nb 11\n", "line 4: expected one of 1, 0, -1, but found '11'"),
    ("t.txt", "2\nMale\na 1\na -1\n", "line 4: expected each name once, but found 'a' again"),
    ("t.txt", b"1\nMale\n\xff 1\n", "line 3: expected UTF-8 text, but found byte 0xff"),
    ("t.csv", "", "line 1: expected a header, but found nothing"),
    ("t.csv", "name\na\n", "line 1: expected at least one attribute, but found none"),
    ("t.csv", "name,A,\na,1,1\n", "line 1: expected a name for each attribute, .*number 2"),
    ("t.csv", "name,A\na,1\nb,\n", "line 3: expected one of 1, 0, -1, but found ''"),
    ("t.csv", "name,A\na,1\n,1\n", "line 3: expected a name, but found none"),
    ("t.csv", 'name,A\na,1\n"b"c,1\n', "line 3: expected comma-separated fields, but"),
    ("t.csv", 'name,A\na,1\n"b,1\n', "line 3: expected comma-separated fields, but"),
    ("t.csv", 'name,A\n"a\n1",1\nb,x\n', "line 4: expected one of 1, 0, -1, but found 'x'"),
]


@pytest.mark.parametrize(("name", "text", "message"), DAMAGED)
def test_refuses_damage_with_its_line(
    tmp_path: Path, name: str, text: str | bytes, message: str
) -> None:
    with pytest.raises(DataError, match=f"^{name}, {message}|^{name}, line [0-9]+: {message}"):
        read_attributes(write(tmp_path, name, text))


def test_refuses_another_header_than_expected(tmp_path: Path) -> None:
    path = write(tmp_path, "t.csv", CSV)
    assert read_attributes(path, expected=["Smiling", "Male"]).names == ["a.jpg", "b.jpg"]
    with pytest.raises(DataError, match="line 1: expected CelebA's attributes, .*'Smiling'"):
        read_attributes(path, expected=["Male", "Bald"])
    with pytest.raises(DataError, match="line 1: expected all 3 attributes, but found no 'Bald'"):
        read_attributes(path, expected=["Male", "Smiling", "Bald"])


@pytest.mark.parametrize("name", ["t.txt", "t.csv"])
@pytest.mark.parametrize("gap", [" ", "\t"])
def test_a_header_of_all_expected_attributes_needs_nothing_before_it(
    tmp_path: Path, name: str, gap: str
) -> None:
    words = "Male Smiling Young\na.jpg 1 -1 1\nb.jpg -1 1 1\n".replace(" ", gap)
    table = read_attributes(write(tmp_path, name, words), ("Young", "Male", "Smiling"))
    assert table.names == ["a.jpg", "b.jpg"]
    assert table.attribute_names == ("Male", "Smiling", "Young")
    assert table.values.tolist() == [[True, False, True], [False, True, True]]


def test_refuses_a_table_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="could not be read: No such file"):
        read_attributes(tmp_path / "none.txt")


names = st.text(st.characters(codec="utf-8", exclude_categories=("Z", "C")), min_size=1, max_size=9)
tables_drawn = st.integers(1, 4).flatmap(
    lambda columns: st.dictionaries(
        names, st.lists(st.sampled_from(["1", "0", "-1"]), min_size=columns, max_size=columns)
    )
)


@settings(max_examples=200, deadline=None)
@given(
    rows=tables_drawn,
    gap=st.sampled_from([" ", "  ", "\t"]),
    end=st.sampled_from("\n|\r\n".split("|")),
)
def test_what_is_written_is_read(tmp_path_factory, rows, gap, end) -> None:
    folder = tmp_path_factory.getbasetemp()
    columns = len(next(iter(rows.values()))) if rows else 1
    header = [f"A{i}" for i in range(columns)]
    expected = [[value == "1" for value in values] for values in rows.values()]
    listing = [str(len(rows)), gap.join(header)]
    listing += [gap.join([name, *values]) for name, values in rows.items()]
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=end).writerows(
        [["x", *header], *([name, *values] for name, values in rows.items())]
    )
    for path in (
        write(folder, "written.txt", end.join(listing)),
        write(folder, "written.csv", buffer.getvalue()),
    ):
        table = read_attributes(path)
        assert table.names == list(rows)
        assert table.values.tolist() == expected


crumbs = st.sampled_from(
    ["1", "-1", "0", "2", " ", "  ", "\t", ",", "\n", "\r\n", "\r", '"', "a", "b", "A", "", "\x00"]
    + ["\x0b", "\x85", "\u2028", "\ufeff", "é", "-", "a 1\n", "b,1\n", "2\nA\n", "x,A\n"]
)
damaged_text = st.lists(crumbs, max_size=20).map("".join) | st.text(max_size=60)


@settings(max_examples=500, deadline=None)
@given(text=damaged_text | st.binary(max_size=60), suffix=st.sampled_from([".txt", ".csv"]))
@example(text="1\nA\n1 1\r", suffix=".txt")
def test_any_text_is_read_alike_by_both_readers_or_refused(tmp_path_factory, text, suffix) -> None:
    path = write(tmp_path_factory.getbasetemp(), f"fuzz{suffix}", text)
    outcomes = []
    for plain in (tables.read_plain_attributes, lambda *_: None):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tables, "read_plain_attributes", plain)
            try:
                table = read_attributes(path)
                outcomes.append((table.names, table.attribute_names, table.values.tolist()))
            except DataError as error:
                outcomes.append(str(error))
    assert outcomes[0] == outcomes[1]


@settings(max_examples=500, deadline=None)
@given(text=damaged_text | st.binary(max_size=60), suffix=st.sampled_from([".txt", ".csv"]))
def test_any_text_of_numbers_is_read_alike_or_refused(tmp_path_factory, text, suffix) -> None:
    path = write(tmp_path_factory.getbasetemp(), f"numbers{suffix}", text)
    outcomes = []
    for plain in (tables.read_plain_numbers, lambda *_: None):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tables, "read_plain_numbers", plain)
            try:
                outcomes.append(list(read_numbers(path, 2).items()))
            except DataError as error:
                outcomes.append(str(error))
    assert outcomes[0] == outcomes[1]


def test_reads_numbers(tmp_path: Path) -> None:
    assert read_numbers(write(tmp_path, "t.txt", "a.jpg 0\r\nb.jpg 2\r\n"), 2) == {
        "a.jpg": 0,
        "b.jpg": 2,
    }
    assert read_numbers(write(tmp_path, "t.csv", "image_id,partition\na.jpg,1\n"), 2) == {
        "a.jpg": 1
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a 0\nb 3\n", "line 2: expected a whole number from 0 to 2, but found '3'"),
        ("a 0\nb -1\n", "line 2: expected a whole number from 0 to 2, but found '-1'"),
        ("a 0\nb ²\n", "line 2: expected a whole number from 0 to 2, but found '²'"),
        ("a 0\nb\n", "line 2: expected 2 fields .*, but found 1"),
        ("a 0\n\nb 1\n", "line 2: expected 2 fields .*, but found 0"),
        ("a 0\na 1\n", "line 2: expected each name once, but found 'a' again"),
    ],
)
def test_refuses_damaged_numbers(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_numbers(write(tmp_path, "t.txt", text), 2)


@pytest.mark.celeba
def test_the_real_table_says_what_is_known_of_it(celeba: Path) -> None:
    table = read_attributes(celeba / "list_attr_celeba.txt", expected=CELEBA_ATTRIBUTES)
    assert table.values.shape == (202_599, 40)
    column = dict(zip(table.attribute_names, table.values.T, strict=True))
    rare = "Mustache Sideburns Heavy_Makeup Wavy_Hair".split()
    assert np.logical_and.reduce([column[name] for name in rare]).sum() == 0
    known = "Male Eyeglasses Mustache Smiling".split()
    assert np.logical_and.reduce([column[name] for name in known]).sum() == 453
    others = "Smiling Eyeglasses Pointy_Nose".split()
    assert (np.logical_and.reduce([column[n] for n in others]) & ~column["Male"]).sum() == 218
    assert len(np.unique(np.packbits(table.values, axis=1), axis=0)) == 115_114


@pytest.mark.celeba
def test_the_real_tables_of_numbers_are_whole(celeba: Path) -> None:
    partitions = read_numbers(celeba / "list_eval_partition.txt", 2)
    counts = np.bincount(list(partitions.values()))
    assert counts.tolist() == [162_770, 19_867, 19_962]
    identities = read_numbers(celeba / "identity_CelebA.txt", 2**31 - 1)
    assert len(identities) == 202_599
    assert len(set(identities.values())) == 10_177
