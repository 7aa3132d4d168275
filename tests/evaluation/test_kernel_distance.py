import numpy as np
import pytest
from scipy.stats import norm

from facegen.errors import FacegenError
from facegen.evaluation.kernel_distance import kernel_distance


def gaussian(count: int, seed: int, mean: float = 0.0, scale: float = 1.0) -> np.ndarray:
    return np.random.default_rng(seed).normal(mean, scale, (count, 6))


def test_kernel_distance_of_whole_sets_is_that_of_a_plain_loop() -> None:
    a, b = gaussian(20, 0), gaussian(20, 1, mean=1)

    def kernel(x: np.ndarray, y: np.ndarray) -> float:
        return float(x @ y / 6 + 1) ** 3

    pairs = [(i, j) for i in range(20) for j in range(20)]
    within = sum(np.mean([kernel(s[i], s[j]) for i, j in pairs if i != j]) for s in (a, b))
    expected = within - 2 * np.mean([kernel(a[i], b[j]) for i, j in pairs])
    mean, spread = kernel_distance(a, b, subsets=3, size=20)
    assert mean == pytest.approx(expected)
    assert spread == pytest.approx(0, abs=1e-9)


def test_kernel_distance_of_shifted_gaussians_is_the_closed_form() -> None:
    # In one dimension (x y + 1)^3 = 1 + 3 xy + 3 x^2 y^2 + x^3 y^3, so the squared discrepancy is
    # 3 (difference of means)^2 + 3 (of second moments)^2 + (of third moments)^2.
    shift = 0.7
    a = norm.ppf((np.arange(2000) + 0.5) / 2000)[:, None]
    expected = 3 * shift**2 + 3 * shift**4 + (shift**3 + 3 * shift) ** 2
    found = kernel_distance(a, a + shift, subsets=1, size=2000)[0]
    assert found == pytest.approx(expected, rel=0.02)


def test_kernel_distance_between_equal_distributions_lies_about_0() -> None:
    pairs = [(gaussian(500, seed), gaussian(500, 99 + seed)) for seed in range(8)]
    found = [kernel_distance(a, b, subsets=1, size=500)[0] for a, b in pairs]
    assert min(found) < 0 < max(found)
    assert np.abs(found).max() < 0.05


def test_subsets_larger_than_a_set_are_refused() -> None:
    with pytest.raises(FacegenError, match="Subsets of 1000 vectors .* sets of 30 and 2000"):
        kernel_distance(gaussian(30, 0), gaussian(2000, 1))
