"""Mean, deviation, median and quantiles against numpy on the same faces."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facegen.attributes import Query
from facegen.errors import EmptySelectionError, QueryError
from facegen.statistics.balance import Balance, p_data
from facegen.statistics.faces import (
    Deviation,
    Mean,
    Median,
    Quantile,
    statistic_named,
    warm_up,
)
from facegen.statistics.selection import Population, Selection

QUANTILES = (0, 0.01, 0.25, 1 / 3, 0.5, 0.75, 0.9, 1)


def faces_of(selection: Selection) -> np.ndarray:
    return np.asarray(selection.population.store.faces)[selection.rows]


def check(selection: Selection) -> None:
    faces = faces_of(selection)
    exact = faces.astype(np.float64)
    assert np.array_equal(Mean()(selection), exact.mean(0).astype(np.float32))
    assert np.allclose(Deviation()(selection), exact.std(0), atol=1e-4)
    assert np.array_equal(Median()(selection), np.median(faces, axis=0).astype(np.float32))
    for q in QUANTILES:
        expected = np.quantile(faces, q, axis=0).astype(np.float32)
        assert np.array_equal(Quantile(q)(selection), expected), q


@settings(max_examples=40, deadline=None)
@given(
    count=st.integers(1, 200),
    levels=st.sampled_from([1, 2, 3, 20, 256]),
    kept=st.floats(0.01, 1),
    seed=st.integers(0, 10**6),
)
def test_any_selection_of_any_faces_is_as_numpy_has_it(
    tmp_path_factory: pytest.TempPathFactory, write_any, count, levels, kept, seed
):
    rng = np.random.default_rng(seed)
    faces = (rng.integers(0, levels, (count, 4, 4, 3)) * (255 // max(1, levels - 1))).astype(
        np.uint8
    )
    having = rng.random((count, 1)) < kept
    having[rng.integers(count)] = True
    store = write_any(tmp_path_factory.mktemp("any") / "store", faces, having, ("a",))
    population = Population(store)
    check(population.select(Query(("a",))))
    check(population.select())


def many_faces(kind: str) -> np.ndarray:
    """Return 9,500 faces of 8 px that mislead whoever asks only some of them."""
    rng = np.random.default_rng(0)
    count, shape = 9_500, (9_500, 8, 8, 3)
    if kind == "black and white":
        return (rng.random(shape) < 0.5).astype(np.uint8) * 255
    if kind == "sorted":
        return np.sort(rng.integers(0, 256, shape, dtype=np.uint8), axis=0)
    if kind == "periodic":
        every_third = np.arange(count) % 3 == 0
        return np.where(every_third[:, None, None, None], 0, rng.integers(200, 256, shape)).astype(
            np.uint8
        )
    return rng.normal(128, 40, shape).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("kind", ["black and white", "sorted", "periodic", "normal"])
def test_many_faces_are_as_numpy_has_them(write_any, tmp_path: Path, kind: str):
    faces = many_faces(kind)
    having = np.random.default_rng(1).random((len(faces), 1)) < 0.7
    population = Population(write_any(tmp_path / "store", faces, having, ("a",)))
    for query in (Query(), Query(("a",)), Query((), ("a",))):
        check(population.select(query))


@pytest.mark.celeba
@pytest.mark.parametrize(
    "query",
    [
        Query(),
        Query(("Male",)),
        Query(excluded=("Young",)),
        Query(("Smiling",), ("Male",)),
        Query(("Eyeglasses",)),
    ],
    ids=str,
)
def test_real_faces_are_as_numpy_has_them(celeba_population: Population, query: Query):
    selection = celeba_population.select(query)
    assert selection.support > 0
    check(selection)


def test_nobody_has_no_average(random_population):
    nobody = random_population.select(Query(("Red",), ("Red",)))
    for statistic in (Mean(), Median(), Deviation(), Quantile(0.3)):
        with pytest.raises(EmptySelectionError, match="Of 300 faces no face has Red without Red"):
            statistic(nobody)


@pytest.mark.parametrize("q", [-0.1, 1.1, float("nan")])
def test_a_quantile_lies_between_0_and_1(q):
    with pytest.raises(QueryError, match="from 0 to 1"):
        Quantile(q)


def test_a_statistic_of_no_known_name_is_refused():
    with pytest.raises(QueryError, match="must be mean, median, quantile or std, but is 'mode'"):
        statistic_named("mode")


def test_balanced_faces_are_the_weighted_mean_deviation_and_median(random_population):
    selection = random_population.select()
    values = faces_of(selection).reshape(300, -1).astype(np.float64)
    red = random_population.store.attributes_of(selection.rows)[:, 1]
    share = 0.8
    weights = np.where(red, share / red.sum(), (1 - share) / (~red).sum())
    mixture = Balance("Red", share)(selection)
    mean = weights @ values
    assert np.allclose(Mean()(mixture).ravel(), mean, atol=1e-4)
    spread = np.sqrt(weights @ (values - mean) ** 2)
    assert np.allclose(Deviation()(mixture).ravel(), spread, atol=1e-4)
    median = Median()(mixture).ravel()
    for channel in range(0, values.shape[1], 7):
        below = weights[values[:, channel] < median[channel]].sum()
        upto = weights[values[:, channel] <= median[channel]].sum()
        assert below <= 0.5 + 1e-9
        assert upto >= 0.5 - 1e-9
    assert p_data(selection, "Red") == pytest.approx(red.mean())


def test_an_index_of_other_faces_is_not_used(write_any, tmp_path: Path):
    rng = np.random.default_rng(0)
    first = write_any(tmp_path / "one", rng.integers(0, 256, (90, 4, 4, 3), np.uint8))
    check(Population(first).select())
    faces = rng.integers(0, 256, (90, 4, 4, 3), np.uint8)
    second = write_any(tmp_path / "one", faces)
    check(Population(second).select())


def some_faces(count: int, size_px: int = 4) -> np.ndarray:
    return np.random.default_rng(count).integers(0, 256, (count, size_px, size_px, 3), np.uint8)


@pytest.mark.parametrize("damage", [b"", b"no array", None])
def test_a_damaged_index_is_made_anew(write_any, tmp_path: Path, damage: bytes | None):
    store = write_any(tmp_path / "store", some_faces(90))
    Population(store).histograms()
    (path,) = (store.folder / "index").iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:-100] if damage is None else damage)
    check(Population(store).select())
    assert path.read_bytes() == whole
    assert list((store.folder / "index").iterdir()) == [path]


def test_where_no_index_can_be_written_all_works_without(write_any, tmp_path: Path):
    store = write_any(tmp_path / "store", some_faces(90))
    (store.folder / "index").write_text("a file where the folder should be")
    check(Population(store).select())


def test_warming_up_tells_how_far_it_is_and_changes_nothing(write_any, tmp_path: Path):
    population = Population(write_any(tmp_path / "store", some_faces(3000)))
    shares: list[float] = []
    warm_up(population, shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    check(population.select(sample_size=1500))
    nobody = Population(write_any(tmp_path / "empty", some_faces(0)))
    warm_up(nobody)
    with pytest.raises(EmptySelectionError):
        Mean()(nobody.select())


@pytest.mark.parametrize("size_px", [1, 5, 128])
def test_faces_of_any_size_and_without_attributes(write_any, tmp_path: Path, size_px: int):
    population = Population(write_any(tmp_path / "store", some_faces(40, size_px)))
    assert population.store.attribute_names == ()
    check(population.select())
    check(population.select(sample_size=11, seed=3))


@pytest.mark.parametrize("q", [0.0, 0.1, 0.37, 0.9, 1.0])
def test_weighted_quantiles_are_as_numpy_has_them(random_population, q: float):
    selection = random_population.select()
    red = random_population.store.attributes_of(selection.rows)[:, 1]
    weights = np.where(red, 0.7 / red.sum(), 0.3 / (~red).sum())
    faces = faces_of(selection)
    ours = Quantile(q)(Balance("Red", 0.7)(selection))
    expected = np.quantile(faces, q, axis=0, weights=weights, method="inverted_cdf")
    # inverted_cdf takes the lower value where the weight reaches q exactly; there ours is between
    assert (ours >= expected).all()
    assert (ours == expected).mean() > 0.99


@pytest.mark.parametrize(("q", "expected"), [(0.1, 5), (0.3, 25), (0.5, 45), (0.25, 20), (0.9, 85)])
def test_a_weight_that_reaches_a_decimal_exactly_takes_the_next_face_too(
    write_any, tmp_path: Path, q: float, expected: float
):
    light = np.arange(0, 100, 10).astype(np.uint8)  # of ten faces, equally weighted
    faces = light[:, None, None, None].repeat(3, 3)
    red = (np.arange(10) % 2).astype(bool)[:, None]
    selection = Population(write_any(tmp_path / "store", faces, red, ("Red",))).select()
    assert Quantile(q)(Balance("Red", 0.5)(selection)).ravel().tolist() == [expected] * 3
