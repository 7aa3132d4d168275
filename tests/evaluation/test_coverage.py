import numpy as np
import pytest

from facegen.errors import FacegenError
from facegen.evaluation.coverage import density_and_coverage


def points(count: int, seed: int, dimensions: int = 8) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, dimensions))


def plain(real: np.ndarray, samples: np.ndarray, k: int) -> tuple[float, float]:
    balls, covered = 0, 0
    for r in real:
        radius = sorted(np.linalg.norm(real - r, axis=1))[k]
        inside = sum(np.linalg.norm(s - r) < radius for s in samples)
        balls += inside
        covered += inside > 0
    return balls / (k * len(samples)), covered / len(real)


def test_is_that_of_a_plain_loop() -> None:
    real, samples = points(60, 0), points(45, 1) * 0.8
    assert density_and_coverage(real, samples, 3) == pytest.approx(plain(real, samples, 3))


def test_equal_distributions_give_density_1_and_the_known_coverage() -> None:
    density, coverage = density_and_coverage(points(2000, 0), points(2000, 1))
    assert density == pytest.approx(1, abs=0.05)
    assert coverage == pytest.approx(1 - 0.5**5, abs=0.015)


def test_a_collapsed_set_covers_little_though_it_is_dense() -> None:
    real, samples = points(1000, 0), points(1000, 1)
    few = samples[np.arange(1000) % 20]
    assert density_and_coverage(real, few)[1] < 0.15
    assert density_and_coverage(real, few)[0] > 0.5


def test_coverage_falls_with_the_number_of_distinct_samples() -> None:
    real, samples = points(500, 0), points(500, 1)
    coverages = [
        density_and_coverage(real, samples[np.arange(500) % n])[1] for n in (500, 100, 20, 4)
    ]
    assert coverages == sorted(coverages, reverse=True)
    assert coverages[0] - coverages[-1] > 0.8


def test_samples_far_away_lie_in_no_ball() -> None:
    assert density_and_coverage(points(100, 0), points(100, 1) + 100) == (0, 0)


def test_too_few_faces_are_refused() -> None:
    with pytest.raises(FacegenError, match="more than 5 real faces, but there are 5"):
        density_and_coverage(points(5, 0), points(9, 1))
