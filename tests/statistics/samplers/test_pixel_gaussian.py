import numpy as np
import pytest

from facegen.attributes import Query
from facegen.errors import EmptySelectionError
from facegen.statistics.samplers.pixel_gaussian import GaussianPixelSampler
from facegen.statistics.selection import Population


def check_fit(population: Population, query: Query) -> None:
    selection = population.select(query)
    fitted = GaussianPixelSampler().fit(selection)
    faces = population.store.faces[selection.rows].astype(np.float64)
    assert fitted.support == len(faces)
    assert fitted.mean == pytest.approx(faces.mean(0), abs=1e-9)
    size = population.store.size_px
    for y, x in ((0, 0), (size // 2, size // 3), (size - 1, size - 1)):
        expected = np.cov(faces[:, y, x].T, bias=True)
        assert fitted.covariance[y, x] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("query", [Query(), Query(("Bright",)), Query(("Rare",))])
def test_fit_equals_numpy(random_population: Population, query: Query) -> None:
    check_fit(random_population, query)


@pytest.mark.celeba
def test_fit_equals_numpy_on_real_faces(celeba_population: Population) -> None:
    check_fit(celeba_population, Query(("Young",)))


def test_sums_stay_exact_where_32_bits_would_not_hold_them(make_store) -> None:
    faces = np.full((70_000, 2, 2, 3), 255, np.uint8)
    fitted = GaussianPixelSampler().fit(Population(make_store(faces)).select())
    assert (fitted.mean == 255).all()
    assert not fitted.covariance.any()


def test_samples_have_the_moments_that_were_fitted(make_store) -> None:
    rng = np.random.default_rng(0)
    root = np.array([[20, 0, 0], [15, 10, 0], [5, -8, 6]])  # far enough inside 0 to 255
    colours = 128 + rng.normal(size=(500, 2, 2, 3)) @ root.T
    population = Population(make_store(np.clip(np.rint(colours), 0, 255).astype(np.uint8)))
    fitted = GaussianPixelSampler().fit(population.select())
    samples = np.asarray(fitted.sample(range(20_000)), np.float64)
    error = np.sqrt(np.diagonal(fitted.covariance, axis1=2, axis2=3) / 20_000)
    assert (np.abs(samples.mean(0) - fitted.mean) < 4 * error).all()
    for y, x in np.ndindex(2, 2):
        found = np.cov(samples[:, y, x].T) - np.eye(3) / 12  # less the variance of rounding
        scale = np.sqrt(np.outer(*[np.diag(fitted.covariance[y, x])] * 2))
        assert (np.abs(found - fitted.covariance[y, x]) < 4 * np.sqrt(2 / 20_000) * scale).all()
    across = np.asarray(np.corrcoef(samples.reshape(20_000, 12).T))[:3, 3:]
    assert np.abs(across).max() < 4 / np.sqrt(20_000)


def test_a_sample_depends_on_its_seed_alone(random_population: Population) -> None:
    sampler, selection = GaussianPixelSampler(), random_population.select()
    together = sampler(selection, range(50))
    assert np.array_equal(sampler(selection, [49, 31])[1], together[31])
    assert len({sample.tobytes() for sample in together}) == 50
    assert sampler(selection, []).shape == (0, 8, 8, 3)


def test_colours_stay_within_0_and_255(make_store) -> None:
    faces = np.zeros((2, 2, 2, 3), np.uint8)
    faces[1] = 255
    samples = GaussianPixelSampler()(Population(make_store(faces)).select(), range(200))
    # A Gaussian of mean and deviation 127.5 puts 0.16 of its mass on either side.
    assert (samples == 0).mean() == pytest.approx(0.16, abs=0.03)
    assert (samples == 255).mean() == pytest.approx(0.16, abs=0.03)


def test_gives_colours_that_no_face_has(random_population: Population) -> None:
    selection = random_population.select(Query(("Rare",)))
    real = {tuple(c) for c in random_population.store.faces[selection.rows][:, 3, 3].tolist()}
    drawn = {tuple(c) for c in GaussianPixelSampler()(selection, range(20))[:, 3, 3].tolist()}
    assert len(drawn - real) > 10


def test_refuses_an_empty_selection(random_population: Population) -> None:
    with pytest.raises(EmptySelectionError):
        GaussianPixelSampler()(random_population.select(Query(("Red",), ("Red",))), [0])
