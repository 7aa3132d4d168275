import pytest

from facegen.data.sources.text import (
    BLANKS,
    as_utf8,
    refuse_disguise,
    separator_of,
    without_preface,
)
from facegen.errors import DataError

TEXT = "name,há\n1.png,1\n"


@pytest.mark.parametrize("kind", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_spelling_of_unicode_is_the_same_text(kind: str) -> None:
    assert as_utf8(TEXT.encode(kind)) == TEXT.encode()


def test_other_bytes_are_left_as_they_are() -> None:
    assert as_utf8(TEXT.encode("latin-1")) == TEXT.encode("latin-1")
    assert as_utf8(b"") == b""


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n", ";"),
        ("a\tb\n1\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ('a,b\n"x,y",2\n', ","),
        ("2\nMale Young\n1.jpg 1 -1\n2.jpg 1 1\n", BLANKS),
        ("Male Young\n1.jpg 1 -1\n", BLANKS),
        ("", BLANKS),
    ],
)
def test_the_separator_is_the_one_that_parts_alike(text: str, separator: str) -> None:
    assert separator_of(text.encode(), named_csv=False) == separator


def test_a_table_of_one_column_is_what_its_name_says() -> None:
    column = b"name\n1.png\n2.png\n"
    assert separator_of(column, named_csv=True) == ","
    assert separator_of(column, named_csv=False) == BLANKS
    assert separator_of(b"", named_csv=True) == ","


def test_what_programs_put_above_the_header_is_taken_away() -> None:
    for text, kept in (
        (b"sep=;\r\na;b\n", b"a;b\n"),
        (b'"sep=,"\na,b\n', b"a,b\n"),
        (b"a,sep=;\n", b"a,sep=;\n"),
        (b"# made by x, on Monday, by hand\n#\na,b\n1,2\n", b"a,b\n1,2\n"),
        (b"#file,red\n1.png,1\n", b"#file,red\n1.png,1\n"),
        (b"# only this\n", b"# only this\n"),
    ):
        assert without_preface(text) == kept


def test_a_page_in_the_place_of_a_table_is_refused() -> None:
    refuse_disguise("t.csv", TEXT.encode())
    refuse_disguise("t.csv", b"")
    with pytest.raises(DataError, match=r"t\.csv .*"):
        refuse_disguise("t.csv", b"<!DOCTYPE html><html><body>Sign in</body></html>")
    with pytest.raises(DataError, match=r"t\.csv holds zero bytes, so it is no table"):
        refuse_disguise("t.csv", b"file,red\n1.png,\0\n")
