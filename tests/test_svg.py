import xml.etree.ElementTree as xml

import pytest

from facegen.svg import bars, lines

SPACE = "{http://www.w3.org/2000/svg}"


def test_bars_are_as_long_as_their_values() -> None:
    page = xml.fromstring(bars("T", ["a", "b"], {"one": [1.0, 4.0], "two": [2.0, 0.0]}))
    widths = [float(r.attrib["width"]) for r in page.iter(f"{SPACE}rect")][2:]
    assert widths == [100, 200, 400, 0]


def test_lines_go_through_their_values() -> None:
    page = xml.fromstring(lines("T", "x", [0.0, 0.1, 0.4], {"one": [0.0, -1.0, -4.0]}))
    line = page.find(f"{SPACE}polyline")
    assert line is not None
    points = [tuple(map(float, p.split(","))) for p in line.attrib["points"].split()]
    assert points == [(50, 50), (190, 100), (610, 250)]


def test_words_are_escaped() -> None:
    page = xml.fromstring(bars("a < b & c", ["<i>"], {"one": [1.0]}))
    words = [t.text for t in page.iter(f"{SPACE}text")]
    assert "a < b & c" in words
    assert "<i>" in words


@pytest.mark.parametrize("values", [[0.0, 0.0], [2.0, 2.0]])
def test_flat_values_are_drawn(values: list[float]) -> None:
    xml.fromstring(lines("T", "x", [0.0, 1.0], {"one": values}))
    xml.fromstring(bars("T", ["a", "b"], {"one": values}))
