import math
from itertools import combinations

import numpy as np
import pytest

from facegen.statistics.noise import expected_noise, noise
from facegen.statistics.selection import Population


def test_the_expected_noise_is_that_over_every_sample_there_is(make_store) -> None:
    faces = np.random.default_rng(0).integers(0, 256, (6, 4, 4, 3), np.uint8)
    population = Population(make_store(faces))
    mean = faces.mean(0)
    for n in (1, 2, 5, 6):
        squares = [
            np.square(faces[list(rows)].mean(0) - mean).mean() for rows in combinations(range(6), n)
        ]
        (expected,) = expected_noise(population.select(), [n])
        assert expected == pytest.approx(math.sqrt(np.mean(squares)), rel=1e-5, abs=1e-5)


def test_measured_noise_is_the_distance_of_two_means(random_population: Population) -> None:
    some = random_population.select(sample_size=3, seed=1)
    faces = random_population.store.faces.astype(np.float64)
    gap = faces[some.rows].mean(0) - faces.mean(0)
    assert noise(some, random_population.select()) == pytest.approx(
        math.sqrt((gap**2).mean()), rel=1e-5
    )
