import numpy as np
import pytest
from scipy import linalg

from facegen.gaussian import (
    cholesky,
    feature_distance,
    frechet_distance,
    shrunk_covariance,
)


def random_covariance(rng: np.random.Generator, k: int) -> np.ndarray:
    root = rng.normal(size=(k, k))
    return root @ root.T


def test_factors_give_the_covariance_back() -> None:
    covariances = np.stack([random_covariance(np.random.default_rng(i), 4) for i in range(5)])
    factors = cholesky(covariances)
    assert factors @ factors.swapaxes(1, 2) == pytest.approx(covariances, rel=1e-6, abs=1e-6)
    assert not np.triu(factors, 1).any()


@pytest.mark.parametrize("covariance", [np.zeros((3, 3)), np.full((3, 3), 50.0)])
def test_a_covariance_without_spread_has_a_factor(covariance: np.ndarray) -> None:
    factor = cholesky(covariance)
    assert factor @ factor.T == pytest.approx(covariance, abs=1e-4)


def test_shrinkage_equals_the_formula_in_plain_loops() -> None:
    covariance, k, n = random_covariance(np.random.default_rng(0), 5), 5, 8
    trace = sum(covariance[i, i] for i in range(k))
    squares = sum((covariance @ covariance)[i, i] for i in range(k))
    rho = ((1 - 2 / k) * squares + trace**2) / ((n + 1 - 2 / k) * (squares - trace**2 / k))
    shrunk, found = shrunk_covariance(covariance, n)
    assert found == pytest.approx(min(1, rho))
    assert shrunk == pytest.approx((1 - found) * covariance + found * trace / k * np.eye(k))


def test_shrinkage_vanishes_as_samples_grow_and_keeps_the_trace() -> None:
    covariance = random_covariance(np.random.default_rng(1), 6)
    shrinkages = []
    for n in (2, 20, 200, 20_000):
        shrunk, shrinkage = shrunk_covariance(covariance, n)
        shrinkages.append(shrinkage)
        assert np.trace(shrunk) == pytest.approx(np.trace(covariance))
    assert shrinkages == sorted(shrinkages, reverse=True)
    assert shrinkages[-1] < 1e-3


def test_shrinkage_is_proper_and_nearer_the_truth_than_the_sample() -> None:
    truth = np.diag(np.linspace(0.5, 2, 40))
    rng = np.random.default_rng(2)
    gains = []
    for n in (2, 5, 20, 100):
        sample = np.cov(rng.multivariate_normal(np.zeros(40), truth, n).T, bias=True)
        shrunk, _ = shrunk_covariance(sample, n)
        assert np.linalg.eigvalsh(shrunk).min() > 0
        gains.append(np.linalg.norm(shrunk - truth) / np.linalg.norm(sample - truth))
    assert max(gains) < 1


def test_distance_of_two_numbers_is_the_closed_form() -> None:
    found = frechet_distance(np.array([3.0]), np.array([[4.0]]), np.array([1.0]), np.array([[9.0]]))
    assert found == pytest.approx((3 - 1) ** 2 + (2 - 3) ** 2)


def test_distance_of_commuting_covariances_is_the_closed_form() -> None:
    rng = np.random.default_rng(3)
    axes = np.linalg.qr(rng.normal(size=(7, 7)))[0]
    a, b = rng.uniform(0, 5, 7), rng.uniform(0, 5, 7)
    found = frechet_distance(np.zeros(7), axes * a @ axes.T, np.ones(7), axes * b @ axes.T)
    assert found == pytest.approx(7 + np.square(np.sqrt(a) - np.sqrt(b)).sum())


def test_distance_equals_the_textbook_formula_by_another_root() -> None:
    rng = np.random.default_rng(4)
    first, second = random_covariance(rng, 6), random_covariance(rng, 6)
    mean1, mean2 = rng.normal(size=(2, 6))
    root = linalg.sqrtm(first @ second)
    expected = np.sum((mean1 - mean2) ** 2) + np.trace(first + second - 2 * np.real(root))
    assert frechet_distance(mean1, first, mean2, second) == pytest.approx(expected)
    assert frechet_distance(mean2, second, mean1, first) == pytest.approx(expected)


def test_distance_to_itself_is_nothing_even_without_full_rank() -> None:
    covariance = np.outer([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])
    assert frechet_distance(np.ones(3), covariance, np.ones(3), covariance) < 1e-12


def gaussian(count: int, seed: int, mean: float = 0.0, scale: float = 1.0) -> np.ndarray:
    return np.random.default_rng(seed).normal(mean, scale, (count, 6))


def test_frechet_distance_of_shifted_and_scaled_gaussians_is_the_closed_form() -> None:
    found = feature_distance(gaussian(60_000, 0), gaussian(60_000, 1, mean=2, scale=3))
    assert found == pytest.approx(6 * 2**2 + 6 * (3 - 1) ** 2, rel=0.02)


def test_frechet_distance_is_that_of_the_matrix_root() -> None:
    rng = np.random.default_rng(0)
    a, b = (rng.standard_normal((300, 6)) @ rng.standard_normal((6, 6)) for _ in range(2))
    first, second = np.cov(a.T), np.cov(b.T)
    root = np.real(np.asarray(linalg.sqrtm(first @ second)))
    expected = ((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(first + second - 2 * root)
    assert feature_distance(a, b) == pytest.approx(expected)


def test_equal_sets_are_at_distance_0() -> None:
    a = gaussian(300, 0)
    assert feature_distance(a, a[::-1]) == pytest.approx(0, abs=1e-9)
