import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facegen.errors import QueryError
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
