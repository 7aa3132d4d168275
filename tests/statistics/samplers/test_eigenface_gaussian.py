import numpy as np
import pytest

from facegen.attributes import Query
from facegen.errors import EmptySelectionError, QueryError
from facegen.statistics.samplers.eigenface_gaussian import EigenfaceSampler
from facegen.statistics.samplers.patches import PatchSampler
from facegen.statistics.samplers.samplers import neighbour_difference
from facegen.statistics.selection import Population


def test_fit_equals_numpy_but_for_the_shrinkage(random_population: Population) -> None:
    selection = random_population.select(Query(("Bright",), ("Rare",)))
    fitted = EigenfaceSampler(components=5).fit(selection)
    scores = fitted.eigenfaces.scores[selection.rows, :5].astype(np.float64)
    covariance = np.cov(scores.T, bias=True)
    assert fitted.support == selection.support
    assert fitted.mean == pytest.approx(scores.mean(0), abs=1e-5)
    assert 0 < fitted.shrinkage < 0.5
    target = np.trace(covariance) / 5 * np.eye(5)
    expected = (1 - fitted.shrinkage) * covariance + fitted.shrinkage * target
    assert fitted.covariance == pytest.approx(expected, abs=1e-5)


def test_samples_have_the_moments_that_were_fitted(random_population: Population) -> None:
    fitted = EigenfaceSampler(components=4).fit(random_population.select(Query(("Red",))))
    eigenfaces, n = fitted.eigenfaces, 20_000
    drawn = fitted.sample(range(n)).reshape(n, -1) - eigenfaces.mean
    scores = drawn @ eigenfaces.components[:4].T / eigenfaces.deviations[:4]
    variances = np.diag(fitted.covariance)
    # Five standard errors, and half a percent of the deviation for what is clipped at 0 and 255.
    allowed = (5 / np.sqrt(n) + 0.005) * np.sqrt(variances)
    assert (np.abs(scores.mean(0) - fitted.mean) < allowed).all()
    found = np.cov(scores.T)
    scale = np.sqrt(np.outer(variances, variances))
    assert np.abs((found - fitted.covariance) / scale).max() < 5 * np.sqrt(2 / n) + 0.02


@pytest.mark.celeba
def test_the_mean_of_samples_is_the_mean_of_the_selected_faces(
    celeba_population: Population,
) -> None:
    selection = celeba_population.select(Query(("Male",)))
    drawn = EigenfaceSampler(components=64)(selection, range(1000)).mean(0)
    real = celeba_population.store.faces[selection.rows].astype(float)
    everyone = celeba_population.store.faces.mean(0)
    # Two standard errors, and one for what is clipped at 0 and 255.
    allowed = 2 * real.std(0).mean() / np.sqrt(1000) + 1
    assert np.abs(drawn - real.mean(0)).mean() < allowed
    assert np.abs(everyone - real.mean(0)).mean() > allowed


@pytest.mark.celeba
def test_samples_are_smoother_than_real_faces_and_independent_pixels_rougher(
    celeba_population: Population,
) -> None:
    selection = celeba_population.select()
    real = neighbour_difference(celeba_population.store.faces[:200])
    smooth = neighbour_difference(EigenfaceSampler(64)(selection, range(200)))
    rough = [neighbour_difference(PatchSampler(px)(selection, range(200))) for px in (1, 8, 32)]
    assert smooth < real < rough[2] < rough[1] < rough[0]


def test_few_faces_have_a_proper_covariance(random_population: Population) -> None:
    fitted = EigenfaceSampler(components=100).fit(random_population.select(Query(("Rare",))))
    assert fitted.support == 5
    assert np.linalg.eigvalsh(fitted.covariance).min() > 1e-3
    samples = fitted.sample(range(30))
    assert len({sample.tobytes() for sample in samples}) == 30


def test_a_sample_depends_on_its_seed_alone(random_population: Population) -> None:
    sampler, selection = EigenfaceSampler(50), random_population.select()
    together = sampler(selection, range(100))
    for seed in (0, 63, 64, 99):
        assert np.array_equal(sampler(selection, [seed])[0], together[seed])
    assert sampler(selection, []).shape == (0, 8, 8, 3)


def test_gives_faces_in_no_picture(random_population: Population) -> None:
    real = random_population.store.faces.reshape(300, -1).astype(float)
    samples = EigenfaceSampler(100)(random_population.select(), range(20)).reshape(20, -1)
    distance = np.sqrt(np.square(samples[:, None] - real[None]).mean(2)).min(1)
    assert distance.min() > 10


def test_says_how_much_the_components_explain(random_population: Population) -> None:
    shares = [
        EigenfaceSampler(k).fit(random_population.select()).share_explained for k in (1, 20, 192)
    ]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("components", [0, 193, -1])
def test_refuses_components_that_are_not(random_population: Population, components: int) -> None:
    with pytest.raises(QueryError, match=r"components must be from 1 to 192, .* but is"):
        EigenfaceSampler(components)(random_population.select(), [0])


def test_refuses_fewer_than_two_faces(make_store) -> None:
    population = Population(make_store(np.zeros((1, 4, 4, 3), np.uint8)))
    with pytest.raises(EmptySelectionError, match="at least 2"):
        EigenfaceSampler(1)(population.select(), [0])
