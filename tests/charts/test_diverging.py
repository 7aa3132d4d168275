import numpy as np

from facegen.charts.diverging import ABOVE, BELOW, NOTHING, ZERO, diverging_picture


def test_the_ends_zero_and_nothing_have_their_colours():
    picture = diverging_picture(np.array([[-1.0, 0.0], [1.0, np.nan]]))
    assert np.array_equal(picture, np.array([[BELOW, ZERO], [ABOVE, NOTHING]]))


def test_a_map_without_values_warns_of_nothing():
    assert (diverging_picture(np.full((2, 2), np.nan)) == NOTHING).all()
