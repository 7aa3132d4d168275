import numpy as np
import pytest

from facegen.errors import QueryError
from facegen.statistics.samplers.eigenface_index import eigenfaces_of
from facegen.statistics.samplers.eigenfaces import Eigenfaces, row_products
from facegen.statistics.selection import Population


@pytest.fixture
def eigenfaces(random_population: Population) -> Eigenfaces:
    return eigenfaces_of(random_population.store)


def test_all_components_give_every_face_back(
    eigenfaces: Eigenfaces, random_population: Population
) -> None:
    rows = np.arange(0, 300, 7)
    everything = eigenfaces.reconstruct(rows, len(eigenfaces.components))
    assert np.array_equal(everything, random_population.store.faces[rows])


def test_more_components_come_nearer(eigenfaces: Eigenfaces, random_population: Population) -> None:
    faces = random_population.store.faces.astype(float)
    errors = [
        np.square(eigenfaces.reconstruct(range(300), k) - faces).mean() for k in (1, 10, 50, 150)
    ]
    assert errors == sorted(errors, reverse=True)
    for k, error in zip((1, 10, 50, 150), errors, strict=True):
        unexplained = (
            (1 - eigenfaces.share_explained(k)) * eigenfaces.total_variance / faces[0].size
        )
        assert error == pytest.approx(unexplained, rel=0.02, abs=0.2)  # rounding and clipping


def test_along_a_component_equals_the_formula(eigenfaces: Eigenfaces) -> None:
    found = eigenfaces.along(3, [-3, 0, 3])
    step = 3 * eigenfaces.deviations[3] * eigenfaces.components[3]
    for picture, expected in zip(found, (-step, 0 * step, step), strict=True):
        exact = np.clip(eigenfaces.mean + expected, 0, 255).reshape(8, 8, 3)
        assert np.abs(picture - exact).max() <= 0.51


@pytest.mark.parametrize("component", [-1, 256])
def test_refuses_a_component_that_is_not(eigenfaces: Eigenfaces, component: int) -> None:
    with pytest.raises(QueryError, match=r"component must be from 0 to \d+, but is"):
        eigenfaces.along(component, [0])


def test_a_row_of_a_product_depends_on_that_row_alone() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(150, 100)).astype(np.float32)
    matrix = rng.normal(size=(100, 777)).astype(np.float32)
    together = np.concatenate([product for _, product in row_products(rows, matrix)])
    assert together == pytest.approx(rows.astype(float) @ matrix, abs=1e-3)
    for i in range(0, 150, 11):
        ((part, alone),) = row_products(rows[i : i + 1], matrix)
        assert part == slice(0, 1)
        assert np.array_equal(alone[0], together[i])
