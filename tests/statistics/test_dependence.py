import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facegen.attributes import Query
from facegen.errors import EmptySelectionError, QueryError
from facegen.statistics.dependence import PixelCorrelation, joint_table, luminance
from facegen.statistics.selection import Population


def test_pixels_that_are_always_equal_share_one_bit() -> None:
    table = joint_table([[0.5, 0], [0, 0.5]])
    assert table.independent.tolist() == [[0.25, 0.25], [0.25, 0.25]]
    assert table.mutual_information_bits == pytest.approx(1)
    assert table.correlation == pytest.approx(1)


def test_pixels_that_are_never_equal_share_one_bit_too() -> None:
    table = joint_table([[0, 3], [3, 0]])
    assert table.mutual_information_bits == pytest.approx(1)
    assert table.correlation == pytest.approx(-1)


def test_independent_pixels_share_nothing() -> None:
    table = joint_table(np.outer([0.3, 0.7], [0.9, 0.1]))
    assert table.joint == pytest.approx(table.independent)
    assert table.mutual_information_bits == pytest.approx(0, abs=1e-12)
    assert table.correlation == pytest.approx(0, abs=1e-12)


def test_counts_equal_the_pixels_they_count() -> None:
    counts = [[40, 10], [5, 45]]
    pairs = [(i, j) for i in range(2) for j in range(2) for _ in range(counts[i][j])]
    table = joint_table(counts)
    first, second = zip(*pairs, strict=True)
    assert table.first == pytest.approx([0.5, 0.5])
    assert table.second == pytest.approx([0.45, 0.55])
    assert table.correlation == pytest.approx(np.corrcoef(first, second)[0, 1])
    expected = sum(
        n
        / 100
        * math.log2((n / 100) / (sum(counts[i]) / 100 * (counts[0][j] + counts[1][j]) / 100))
        for i, row in enumerate(counts)
        for j, n in enumerate(row)
    )
    assert table.mutual_information_bits == pytest.approx(expected)


def test_a_pixel_of_one_colour_has_no_correlation() -> None:
    table = joint_table([[1, 3], [0, 0]])
    assert math.isnan(table.correlation)
    assert table.mutual_information_bits == 0


numbers = st.floats(0, allow_infinity=False, allow_nan=False)


@given(st.lists(numbers, min_size=4, max_size=4).filter(any))
def test_any_table_keeps_the_laws(values: list[float]) -> None:
    table = joint_table(np.reshape(values, (2, 2)))
    assert table.joint.sum() == pytest.approx(1)
    assert table.independent.sum(1) == pytest.approx(table.first)
    assert table.independent.sum(0) == pytest.approx(table.second)
    assert 0 <= table.mutual_information_bits <= 1 + 1e-9
    assert math.isnan(table.correlation) or -1 <= table.correlation <= 1


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ([[1, 2], [-0.1, 1]], r"Row 2, column 1 .* 0 or more, but is -0\.1"),
        ([[1, math.nan], [1, 1]], "Row 1, column 2 .* but is nan"),
        ([[1, 1], [1, math.inf]], "Row 2, column 2 .* but is inf"),
        ([[0, 0], [0, 0]], "all are 0"),
        ([[1, 2, 3], [1, 2, 3]], r"2 x 2 numbers, but has shape \(2, 3\)"),
        ([[1], [1, 2]], "must hold numbers"),
        ([["a", 1], [1, 1]], "must hold numbers"),
    ],
)
def test_refuses_what_is_no_table(values: list, says: str) -> None:
    with pytest.raises(QueryError, match=says):
        joint_table(values)


def check_correlation(population: Population, query: Query, x: int, y: int) -> None:
    selection = population.select(query)
    found = PixelCorrelation(x, y)(selection)
    faces = population.store.faces[selection.rows].astype(np.float64)
    light = np.floor((faces @ np.array([77, 150, 29]) + 128) / 256)
    size = population.store.size_px
    assert found.support == len(faces)
    assert found.correlation.dtype == np.float32
    assert found.correlation[y, x] == 1
    for other_y, other_x in ((0, 0), (size - 1, 2), (y, x - 1), (size // 2, size - 1)):
        expected = np.corrcoef(light[:, y, x], light[:, other_y, other_x])[0, 1]
        assert found.correlation[other_y, other_x] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("query", [Query(), Query(("Bright",)), Query(("Rare",))])
def test_correlation_equals_numpy(random_population: Population, query: Query) -> None:
    check_correlation(random_population, query, 4, 6)


@pytest.mark.celeba
def test_correlation_equals_numpy_on_real_faces(celeba_population: Population) -> None:
    check_correlation(celeba_population, Query((), ("Male",)), 20, 33)


@pytest.mark.celeba
def test_real_neighbours_go_together_more_than_far_pixels(celeba_population: Population) -> None:
    found = PixelCorrelation(20, 30)(celeba_population.select()).correlation
    assert found[30, 21] > 0.75
    assert found[30, 21] > abs(found[60, 60]) + 0.3


def test_a_pixel_that_never_varies_has_no_correlation(make_store) -> None:
    faces = np.random.default_rng(0).integers(0, 256, (50, 4, 4, 3), np.uint8)
    faces[:, 1, 2] = 77
    selection = Population(make_store(faces)).select()
    found = PixelCorrelation(0, 0)(selection).correlation
    assert np.argwhere(np.isnan(found)).tolist() == [[1, 2]]
    assert np.isnan(PixelCorrelation(2, 1)(selection).correlation).all()


def test_sums_stay_exact_where_32_bits_would_not_hold_them(make_store) -> None:
    faces = np.full((70_000, 2, 2, 3), 255, np.uint8)
    faces[::2, 0] = 250
    found = PixelCorrelation(0, 0)(Population(make_store(faces)).select()).correlation
    assert found[0].tolist() == [1, 1]
    assert np.isnan(found[1]).all()


def test_luminance_is_within_one_of_the_standard() -> None:
    colours = np.random.default_rng(1).integers(0, 256, (1000, 3), np.uint8)
    exact = colours @ np.array([0.299, 0.587, 0.114])
    assert np.abs(luminance(colours) - exact).max() < 1


def test_refuses_fewer_than_two_faces(make_store) -> None:
    one = Population(make_store(np.zeros((1, 2, 2, 3), np.uint8))).select()
    with pytest.raises(EmptySelectionError, match="at least 2"):
        PixelCorrelation(0, 0)(one)


def test_refuses_a_pixel_outside(random_population: Population) -> None:
    with pytest.raises(QueryError, match="y must be from 0 to 7, but is 9"):
        PixelCorrelation(0, 9)(random_population.select())
