from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facegen.errors import QueryError
from facegen.statistics.small_pictures import as_rows, joint, marginal

BOOK = [(1, 0, 1, 0), (1, 0, 0, 0), (0, 0, 1, 1)]
"""Three pictures of four pixels in which, as in the book, x1 is white in two and x2 in none."""

pictures = st.lists(st.tuples(*[st.integers(0, 1)] * 4), min_size=1, max_size=7)


def test_the_books_pictures_have_its_marginals_and_a_joint_that_agrees_with_them() -> None:
    whole = joint(BOOK)
    assert marginal(whole, [0])[1] == pytest.approx(2 / 3)
    assert marginal(whole, [1])[1] == 0
    two = marginal(whole, [0, 1])
    # the book states 0, 0, 3/3, 0 here, with which p(x1 = white) would be 3/3
    assert two.ravel().tolist() == pytest.approx([1 / 3, 0, 2 / 3, 0])
    assert np.array([0, 0, 1, 0]).reshape(2, 2).sum(1)[1] != pytest.approx(2 / 3)


@given(pictures)
def test_every_row_is_the_share_of_the_pictures_that_look_like_it(some) -> None:
    rows = as_rows(joint(some))
    assert [bits for bits, _ in rows] == list(product((0, 1), repeat=4))
    assert [p for _, p in rows] == pytest.approx([some.count(bits) / len(some) for bits, _ in rows])


@given(pictures, st.permutations(range(4)), st.integers(1, 4))
def test_a_marginal_counts_only_its_own_pixels_in_their_order(some, order, many) -> None:
    pixels = order[:many]
    seen = [tuple(picture[pixel] for pixel in pixels) for picture in some]
    for bits, p in as_rows(marginal(joint(some), pixels)):
        assert p == pytest.approx(seen.count(bits) / len(some))


@pytest.mark.parametrize("wrong", [[], [(0, 1), (0,)], [()], [(0, 2)], [(0,) * 9]])
def test_what_is_no_list_of_small_pictures_is_refused(wrong) -> None:
    with pytest.raises(QueryError, match="pixel"):
        joint(wrong)


@pytest.mark.parametrize("wrong", [[4], [-1], [0, 0]])
def test_a_pixel_that_is_not_there_is_refused(wrong) -> None:
    with pytest.raises(QueryError, match="0 to 3"):
        marginal(joint(BOOK), wrong)
