import numpy as np
import pytest
from scipy.stats import mannwhitneyu

from facegen.errors import FacegenError
from facegen.evaluation.memorisation import (
    CopyTest,
    Nearest,
    PrincipalAxes,
    coordinates,
    detection_curve,
    disguised_copies,
    k_means,
    rank_score,
)


def clusters(count: int, seed: int) -> np.ndarray:
    """Draw from four clouds in 6 dimensions; the mirror image changes the first one's sign."""
    rng = np.random.default_rng(seed)
    return (rng.standard_normal((count, 6)) + 4 * rng.integers(0, 2, (count, 6))).astype(np.float32)


def both(vectors: np.ndarray) -> np.ndarray:
    return np.stack([vectors, vectors * np.array([-1, 1, 1, 1, 1, 1], np.float32)])


@pytest.fixture(scope="module")
def train() -> np.ndarray:
    return clusters(4000, 0)


@pytest.fixture(scope="module")
def copy_test(train: np.ndarray) -> CopyTest:
    return CopyTest(train, both(clusters(1500, 1)))


def test_rank_score_is_the_normal_form_of_mann_whitneys_u() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(0.3, 1, 80).round(1), rng.normal(0, 1, 70).round(1)
    u = mannwhitneyu(a, b).statistic
    expected = (u - 80 * 70 / 2) / np.sqrt(80 * 70 * 151 / 12)
    assert rank_score(a, b) == pytest.approx(expected)
    assert rank_score(a, a) == 0


def test_a_vector_lies_where_it_lies_among_others() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.integers(0, 256, (300, 3072)).astype(np.float32)
    axes = np.linalg.qr(rng.standard_normal((3072, 64)).astype(np.float32))[0]
    mean = vectors.mean(0)
    among = coordinates(vectors, mean, axes)
    for count in (1, 2, 7):
        np.testing.assert_array_almost_equal_nulp(
            coordinates(vectors[:count], mean, axes), among[:count], nulp=1
        )
    plain = (vectors[:2].astype(np.float64) - mean) @ axes.astype(np.float64)
    np.testing.assert_allclose(among[:2], plain, rtol=1e-6)


def test_axes_are_those_of_the_exact_decomposition() -> None:
    rng = np.random.default_rng(0)
    vectors = (rng.standard_normal((500, 40)) * 0.8 ** np.arange(40)).astype(np.float32) + 3
    axes = PrincipalAxes(vectors, 5)
    exact = np.linalg.svd(vectors - vectors.mean(0))[2][:5]
    np.testing.assert_allclose(np.abs(exact @ axes.axes), np.eye(5), atol=1e-3)
    np.testing.assert_allclose(axes(vectors).mean(0), 0, atol=1e-3)


def test_cells_find_the_clouds() -> None:
    rng = np.random.default_rng(0)
    clouds = np.array([[0.0, 0], [9, 0], [0, 9]], np.float32)
    vectors = clouds[rng.integers(0, 3, 600)] + rng.normal(0, 0.3, (600, 2)).astype(np.float32)
    centres = k_means(vectors, 3, seed=3)
    np.testing.assert_allclose(sorted(map(tuple, centres.round())), sorted(map(tuple, clouds)))


def test_fresh_samples_are_no_copies(copy_test: CopyTest) -> None:
    found = copy_test.judge(copy_test.find(both(clusters(1500, 2))))
    assert abs(found.c_t) < 1
    assert found.near_share == pytest.approx(0.01, abs=0.008)


def test_samples_off_the_data_score_high(copy_test: CopyTest) -> None:
    assert copy_test.judge(copy_test.find(both(clusters(1500, 2) + 1))).c_t > 3


def test_copies_are_found_mirrored_or_not(copy_test: CopyTest, train: np.ndarray) -> None:
    copies = train[:1500] + 0.01
    for vectors in (both(copies), both(copies)[::-1]):
        found = copy_test.find(vectors)
        assert copy_test.judge(found).c_t < -3
        assert copy_test.judge(found).near_share == 1
        np.testing.assert_array_equal(found.rows, np.arange(1500))
        assert found.distances.max() == pytest.approx(0.01 * np.sqrt(6), rel=0.01)


def test_c_t_is_what_plain_loops_find(copy_test: CopyTest, train: np.ndarray) -> None:
    samples = both(clusters(400, 5) + np.float32(0.3))
    found = copy_test.find(samples)
    cells = []
    for pair in samples.transpose(1, 0, 2):
        nearer = min(pair, key=lambda one: np.linalg.norm(one - train, axis=1).min())
        cells.append(int(np.linalg.norm(nearer - copy_test.centres, axis=1).argmin()))
    assert found.cells.tolist() == cells
    scores, weights = [], []
    for cell in range(10):
        ours, theirs = (s.distances[s.cells == cell] for s in (found, copy_test.heldout))
        n, m = len(ours), len(theirs)
        if n >= 20:
            u = mannwhitneyu(ours, theirs).statistic
            scores.append((u - n * m / 2) / np.sqrt(n * m * (n + m + 1) / 12))
            weights.append(m)
    assert copy_test.judge(found).c_t == pytest.approx(np.average(scores, weights=weights))


def test_a_cell_counts_from_twenty_samples_on(copy_test: CopyTest) -> None:
    def c_t(*counts: int) -> float:
        cells = np.repeat([0, 1], counts)
        return copy_test.judge(Nearest(np.where(cells, 9.0, 0.0), cells, cells)).c_t

    assert c_t(20, 19) == c_t(20, 0) < 0 < c_t(19, 20)
    with pytest.raises(FacegenError, match="No part of the space holds 20 samples"):
        c_t(19, 19)


def test_the_curve_falls_with_the_share_of_copies(copy_test: CopyTest, train: np.ndarray) -> None:
    shares = (0, 0.01, 0.05, 0.2)
    samples, copies = both(clusters(1500, 2)), both(train[:300] + 0.01)
    curve = detection_curve(copy_test, samples, copies, shares)
    assert all(a.c_t > b.c_t for a, b in zip(curve, curve[1:], strict=False))
    for share, found in zip(shares, curve, strict=True):
        assert found.near_share == pytest.approx(share + 0.01 * (1 - share), abs=0.008)
    for share, found in zip(shares, curve, strict=True):
        planted, count = samples.copy(), round(share * 1500)
        planted[:, :count] = copies[:, :count]
        assert found == copy_test.judge(copy_test.find(planted))


def test_disguised_faces_are_mirrored_and_noisy_but_the_same() -> None:
    rows = np.linspace(40, 200, 32).astype(np.uint8)
    faces = np.broadcast_to(rows[None, None, :, None], (4, 32, 32, 3))
    copies = disguised_copies(faces)
    for n in range(4):
        original = faces[n, :, ::-1] if n % 2 == 0 else faces[n]
        gap = copies[n].astype(float) - original
        assert 1 < np.abs(gap).mean() < 8
