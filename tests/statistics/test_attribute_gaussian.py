import numpy as np
import pytest

from facegen.statistics.attribute_gaussian import AttributeGaussian
from facegen.statistics.eigenface_index import eigenfaces_of
from facegen.statistics.selection import Population


@pytest.fixture
def attributes(random_population: Population) -> np.ndarray:
    return random_population.store.attributes_of(range(300))


@pytest.fixture
def model(random_population: Population, attributes: np.ndarray) -> AttributeGaussian:
    eigenfaces = eigenfaces_of(random_population.store)
    return AttributeGaussian.fit(eigenfaces, np.arange(300), attributes, 6)


def test_fit_is_the_joint_gaussian_conditioned_by_the_textbook(
    model: AttributeGaussian, attributes: np.ndarray
) -> None:
    scores = model.eigenfaces.scores[:, :6].astype(np.float64)
    joint = np.cov(np.hstack([scores, attributes]).T, bias=True)
    ss, sa, aa = joint[:6, :6], joint[:6, 6:], joint[6:, 6:]
    gain = sa @ np.linalg.inv(aa)
    # The ridge is one face's worth of the three hundred, of which five are Rare.
    errors = np.abs(model.weights.T - gain).max(0) / np.abs(gain).max()
    assert (errors < [0.03, 0.03, 0.2]).all()
    assert model.covariance == pytest.approx(ss - gain @ sa.T, abs=0.01)


def test_samples_have_the_moments_of_their_attributes(model: AttributeGaussian) -> None:
    n = 5000
    given = np.array([True, False, False])
    drawn = model.sample(np.tile(given, (n, 1)), range(n))
    scores = model.eigenfaces.project(drawn, 6).astype(np.float64)
    expected = model.mean + (given - model.attribute_mean) @ model.weights
    deviations = np.sqrt(np.diag(model.covariance))
    # Five standard errors, and two percent of the deviation for what is clipped at 0 and 255.
    allowed = (5 / np.sqrt(n) + 0.02) * deviations
    assert (np.abs(scores.mean(0) - expected) < allowed).all()
    found = np.cov(scores.T) / np.outer(deviations, deviations)
    wanted = model.covariance / np.outer(deviations, deviations)
    assert np.abs(found - wanted).max() < 5 * np.sqrt(2 / n) + 0.05


def test_attributes_change_the_face_and_nothing_else_does(model: AttributeGaussian) -> None:
    dark, bright = model.sample(np.array([[False] * 3, [True, False, False]]), [4, 4])
    assert bright.mean() > dark.mean() + 15
    alone = model.sample(np.array([[True, False, False]]), [4])
    assert np.array_equal(alone[0], bright)


def test_an_attribute_that_every_face_has_changes_nothing(random_population: Population) -> None:
    always = np.ones((300, 1), bool)
    eigenfaces = eigenfaces_of(random_population.store)
    model = AttributeGaussian.fit(eigenfaces, np.arange(300), always, 4)
    assert not model.weights.any()
    assert model.covariance == pytest.approx(np.eye(4), abs=1e-3)
