import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facegen.charts.diverging import diverging_picture
from facegen.errors import QueryError
from facegen.ui.assets import styles
from facegen.ui.pixels.map import pixel_of
from tests.ui.conftest import JSON


@given(JSON | st.fixed_dictionaries({"x": JSON, "y": JSON}))
def test_the_pixel_map_reads_a_pixel_of_the_face_or_refuses(or_refused, value):
    pixel = or_refused(pixel_of, value, 64)
    assert pixel is None or all(0 <= place < 64 for place in pixel)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -1, "3", None, True])
def test_a_pixel_is_a_finite_number_from_0_up(bad):
    with pytest.raises(QueryError):
        pixel_of({"x": bad, "y": 1}, 64)


def test_the_legend_of_the_correlation_has_the_colours_of_its_map():
    colours = diverging_picture(np.array([[-1.0, 0.0, 1.0]]))[0]
    ends = ", ".join("#" + "".join(f"{value:02x}" for value in colour) for colour in colours)
    assert f"linear-gradient(90deg, {ends})" in styles("pixels/map.css")
