import collections
import statistics

import numpy as np
import pytest

from facegen.attributes import Query
from facegen.errors import EmptySelectionError, QueryError
from facegen.statistics.pixels import PixelColours, PixelDistribution
from facegen.statistics.selection import Population, Selection


def check_against_plain_loops(selection: Selection, found: PixelColours) -> None:
    faces = selection.population.store.faces
    colours = [tuple(int(v) for v in faces[row, found.y, found.x]) for row in selection.rows]
    assert found.support == len(colours)
    for channel in range(3):
        values = [colour[channel] for colour in colours]
        counts = collections.Counter(values)
        assert found.histograms[channel].tolist() == [counts[v] for v in range(256)]
        assert found.mean[channel] == pytest.approx(statistics.mean(values), abs=1e-9)
        assert found.median[channel] == statistics.median(values)
        assert found.std[channel] == pytest.approx(statistics.pstdev(values), abs=1e-9)
        most = max(counts.values())
        assert found.mode[channel] == min(v for v, n in counts.items() if n == most)
        assert set(np.flatnonzero(found.absent[channel])) == set(range(256)) - set(values)
    assert found.distinct_colours == len(set(colours))
    cells = collections.Counter((r // 16, g // 16, b // 16) for r, g, b in colours)
    assert {tuple(cell): found.cells[tuple(cell)] for cell in np.argwhere(found.cells)} == cells


@pytest.mark.parametrize("query", [Query(), Query(("Bright",), ("Red",)), Query(("Rare",))])
def test_equals_plain_loops(random_population: Population, query: Query) -> None:
    selection = random_population.select(query)
    check_against_plain_loops(selection, PixelDistribution(5, 2)(selection))


@pytest.mark.celeba
def test_equals_plain_loops_on_real_faces(celeba_population: Population) -> None:
    selection = celeba_population.select(Query(("Male",), ("Smiling",)))
    check_against_plain_loops(selection, PixelDistribution(30, 41)(selection))


def test_gaussian_is_the_probability_of_each_value(random_population: Population) -> None:
    found = PixelDistribution(0, 7)(random_population.select())
    for channel in range(3):
        normal = statistics.NormalDist(found.mean[channel], found.std[channel])
        expected = [normal.cdf(v + 0.5) - normal.cdf(v - 0.5) for v in range(256)]
        assert found.gaussian[channel] == pytest.approx(expected, abs=1e-12)
        outside = normal.cdf(-0.5) + 1 - normal.cdf(255.5)
        assert found.gaussian[channel].sum() == pytest.approx(1 - outside, abs=1e-9)


def test_gaussian_of_one_face_stands_on_its_colour(make_store) -> None:
    faces = np.zeros((1, 4, 4, 3), np.uint8)
    faces[0, 2, 1] = (0, 100, 255)
    found = PixelDistribution(1, 2)(Population(make_store(faces)).select())
    assert found.gaussian.argmax(1).tolist() == [0, 100, 255]
    assert found.gaussian.max(1).tolist() == [1, 1, 1]


@pytest.mark.parametrize(("x", "y", "name"), [(8, 0, "x"), (-1, 0, "x"), (0, 8, "y")])
def test_refuses_a_pixel_outside(random_population: Population, x: int, y: int, name: str) -> None:
    with pytest.raises(QueryError, match=rf"^{name} must be from 0 to 7, but is (8|-1)\.$"):
        PixelDistribution(x, y)(random_population.select())


def test_refuses_an_empty_selection(random_population: Population) -> None:
    nobody = random_population.select(Query(("Bright",), ("Bright",)))
    with pytest.raises(EmptySelectionError, match="no face"):
        PixelDistribution(0, 0)(nobody)
