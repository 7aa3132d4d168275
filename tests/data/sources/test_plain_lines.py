"""The readers of plain tables alone; `test_tables` holds them to those that read anything."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facegen.data.sources import plain_lines
from facegen.data.sources.plain_lines import read_plain_attributes, read_plain_numbers


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_lines, "_BLOCK_BYTES", 64)
    values = np.random.default_rng(3).random((500, 3)) < 0.5
    rows = [f"n{i}," + ",".join("1" if v else "-1" for v in row) for i, row in enumerate(values)]
    found = read_plain_attributes("\n".join(rows).encode(), b",", 3)
    assert found
    assert found[0] == [f"n{i}" for i in range(500)]
    assert np.array_equal(found[1], values)
    numbers = {f"n{i}": i for i in range(500)}
    lines = "".join(f"{name} {number}\r\n" for name, number in numbers.items())
    assert read_plain_numbers(lines.encode(), b" ", 500) == numbers


fields = st.text(st.sampled_from("abc.1-"), min_size=1, max_size=5)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.dictionaries(
        fields, st.lists(st.sampled_from(["1", "0", "-1"]), min_size=3, max_size=3), min_size=1
    ),
    separator=st.sampled_from([",", ";", "\t"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_plain_rows_are_as_a_plain_loop_reads_them(rows, separator: str, end: str) -> None:
    lines = [separator.join([name, *values]) for name, values in rows.items()]
    found = read_plain_attributes(end.join(lines).encode(), separator.encode(), 3)
    assert found
    assert found[0] == list(rows)
    assert found[1].tolist() == [[value == "1" for value in values] for values in rows.values()]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"a,1,0\nb,1\n",  # of another length
        b"a,1,0\nb,1,0,1\n",
        b"a,1,0\nb,2,0\n",  # of another value
        b"a,1,0\nb,--1,0\n",
        b"a,1,0\nb,,0\n",
        b"a,1,0\na,1,0\n",  # a name twice
        b'a,1,0\n"b",1,0\n',
        b"a,1,0\n\xc3\xa4,1,0\n",
        b"a,1,0\nb\x00,1,0\n",
        b"a,1,0\n,1,0\n",  # without a name
        b"a,1,0\n\nb,1,0\n",
    ],
)
def test_rows_that_are_not_plain_are_left_without_a_word(body: bytes) -> None:
    assert read_plain_attributes(body, b",", 2) is None


def test_values_parted_by_any_number_of_blanks() -> None:
    found = read_plain_attributes(b"a.jpg  1 -1\nb.jpg -1  1\n", b" ", 2)
    assert found
    assert (found[0], found[1].tolist()) == (["a.jpg", "b.jpg"], [[True, False], [False, True]])


def test_plain_numbers_and_those_that_are_left() -> None:
    assert read_plain_numbers(b"a.jpg 0\r\nb.jpg 12\r\n", b" ", 12) == {"a.jpg": 0, "b.jpg": 12}
    assert read_plain_numbers(b"a,0\nb,12", b",", 12) == {"a": 0, "b": 12}
    for body in (b"a 0\nb 13\n", b"a 0\na 1\n", b"a 0\nb -1\n", b"a 0\nb\n", b"a 0\nb 1 2\n"):
        assert read_plain_numbers(body, b" ", 12) is None, body
