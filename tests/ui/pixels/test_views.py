"""What is said of a pixel, and which one is shown first."""

import numpy as np
import pytest

from facegen.attributes import Query
from facegen.data.store import FaceStore
from facegen.statistics.pixels import PixelDistribution
from facegen.statistics.selection import Population
from facegen.ui.pixels.views import distribution_words, read_link, start_in


def test_a_link_without_a_pixel_shows_the_eye(bundled: FaceStore):
    """Which is darker than the cheek below it, at any size."""
    asked = read_link({"tab": "pixels"}, "bundled", bundled.size_px)
    assert (asked.x, asked.y) == start_in(bundled.size_px)
    mean = np.asarray(bundled.faces[:500], np.float64).mean((0, 3))
    assert mean[asked.y, asked.x] < mean[asked.y + bundled.size_px // 6, asked.x] - 20
    assert start_in(64) == tuple(place // 2 for place in start_in(128))


@pytest.mark.parametrize("query", [Query(), Query(("Bald",))])
def test_the_values_that_never_occur_are_counted(bundled: FaceStore, query: Query):
    selection = Population(bundled).select(query)
    x, y = start_in(bundled.size_px)
    said = distribution_words(PixelDistribution(x, y)(selection))
    pixel = np.asarray(bundled.faces[selection.rows, y, x])
    absent = [256 - len(np.unique(pixel[:, channel])) for channel in range(3)]
    colours = len(np.unique(pixel, axis=0))
    red, green, blue = absent
    expected = f"{red} never occur in red, {green} in green, {blue} in blue"
    expected = expected if any(absent) else "Each of the 256 values occurs in red, green and blue"
    assert expected in said
    assert f"{colours:,} different colours in {len(pixel):,} faces" in said
