"""The smallest example, worked out by hand."""

import math
import re

import pytest

from facegen.statistics.dependence import joint_table
from facegen.ui.pixels.two_pixels import two_pixels_html


def rows_of(drawn: str) -> list[tuple[str, list[float], list[float]]]:
    """Return each picture's name, its two numbers, and the widths of its two bars in per cent."""
    rows = re.findall(r"<tr><td>.*?</tr>", drawn)
    return [
        (
            re.findall(r'aria-label="(.*?)"', row)[0],
            [float(number) for number in re.findall(r'two-number">([\d.]+)<', row)],
            [float(width) for width in re.findall(r"width:([\d.]+)%", row)],
        )
        for row in rows
    ]


def test_each_picture_has_both_probabilities_as_bars():
    drawn = two_pixels_html(joint_table([[0.5, 0.1], [0.2, 0.2]]))
    assert rows_of(drawn) == [
        ("left black, right black", [0.5, 0.42], [50.0, 42.0]),
        ("left black, right white", [0.1, 0.18], [10.0, 18.0]),
        ("left white, right black", [0.2, 0.28], [20.0, 28.0]),
        ("left white, right white", [0.2, 0.12], [20.0, 12.0]),
    ]
    joint, independent = (0.5, 0.1, 0.2, 0.2), (0.42, 0.18, 0.28, 0.12)
    bits = sum(p * math.log2(p / q) for p, q in zip(joint, independent, strict=True))
    correlation = (0.2 - 0.4 * 0.3) / math.sqrt(0.4 * 0.6 * 0.3 * 0.7)
    words = " ".join(drawn.split())
    assert "white with probability 0.40, the right one with 0.30" in words
    assert f"Correlation: {correlation:+.2f}. One pixel tells {bits:.2f} bit of the other" in words


@pytest.mark.parametrize("joint", [[[1, 0], [0, 0]], [[0.5, 0.5], [0, 0]]])
def test_a_pixel_of_one_colour_has_no_correlation(joint: list[list[float]]):
    drawn = two_pixels_html(joint_table(joint))
    assert "Correlation: not defined, as one pixel has a single colour." in drawn
