"""Lift by plain counting, and nearest queries by trying every subset of the conditions."""

import itertools
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facegen.attributes import CELEBA_ATTRIBUTES, Query
from facegen.errors import EmptySelectionError, QueryError
from facegen.statistics.attributes import Lift, explain_empty, nearest_queries
from facegen.statistics.selection import Population, Selection

NAMES = ("a", "b", "c", "d", "e")


def lifts(selection: Selection, confidence: float = 0.95) -> list[Any]:
    """Return the rows with their numbers taken for numbers: all attributes here occur."""
    return list(Lift(confidence)(selection))


@pytest.fixture(scope="module")
def labelled(write_any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Population, np.ndarray]:
    rng = np.random.default_rng(5)
    table = rng.random((150, 5)) < [0.5, 0.3, 0.2, 0.1, 0.03]
    table[:, 1] |= table[:, 0] & (rng.random(150) < 0.6)
    faces = rng.integers(0, 256, (150, 4, 4, 3), np.uint8)
    store = write_any(tmp_path_factory.mktemp("labelled") / "store", faces, table, NAMES)
    return Population(store), table


def matching(table: np.ndarray, query: Query) -> np.ndarray:
    kept = np.ones(len(table), bool)
    for name in query.required:
        kept &= table[:, NAMES.index(name)]
    for name in query.excluded:
        kept &= ~table[:, NAMES.index(name)]
    return kept


def test_lift_is_the_share_here_over_the_share_of_all(labelled):
    population, table = labelled
    query = Query(("a",), ("d",))
    kept = matching(table, query)
    rows = {row.attribute: row for row in lifts(population.select(query))}
    assert set(rows) == set(NAMES)
    for i, name in enumerate(NAMES):
        row = rows[name]
        assert row.support == table[kept, i].sum()
        assert row.share == pytest.approx(table[kept, i].mean())
        assert row.share_of_all == pytest.approx(table[:, i].mean())
        assert row.lift == pytest.approx(row.share / row.share_of_all)
        assert row.low <= row.lift <= row.high
        assert row.asked == (name in "ad")


def test_the_interval_holds_the_true_lift_about_as_often_as_it_says(write_any, tmp_path: Path):
    rng = np.random.default_rng(1)
    hits, rounds = 0, 300
    faces = np.zeros((400, 2, 2, 3), np.uint8)
    true = 0.4 / (0.5 * 0.4 + 0.5 * 0.2)
    for i in range(rounds):
        group = rng.random(400) < 0.5
        having = rng.random(400) < np.where(group, 0.4, 0.2)
        store = write_any(tmp_path / str(i), faces, np.stack([group, having], 1), ("g", "h"))
        rows = lifts(Population(store).select(Query(("g",))))
        row = next(row for row in rows if row.attribute == "h")
        hits += row.low <= true <= row.high
    # Binomial(300, 0.95) lies in this range but for one seed in ten thousand.
    assert 268 <= hits <= 298


@pytest.mark.parametrize(("selected", "low", "significant"), [(1, 0.05, False), (20, 1.66, True)])
def test_that_all_of_a_few_have_an_attribute_says_little(
    write_any, tmp_path: Path, selected: int, low: float, significant: bool
):
    rows = np.arange(200)
    table = np.stack([rows < selected, rows < 100], 1)  # half of all have h, all of the selected
    faces = np.zeros((200, 2, 2, 3), np.uint8)
    store = write_any(tmp_path / "store", faces, table, ("g", "h"))
    found = {row.attribute: row for row in lifts(Population(store).select(Query(("g",))))}["h"]
    # with a share of low / 2 all of them would have it by a chance of 2.5 %
    assert (found.low / 2) ** selected == pytest.approx(0.025)
    assert found.low == pytest.approx(low, rel=0.01)
    assert (found.lift, found.high, found.significant) == (2, 2, significant)


def test_lift_of_nobody_is_refused_and_a_wider_confidence_is_wider(labelled):
    population, _ = labelled
    with pytest.raises(EmptySelectionError):
        Lift()(population.select(Query(("a",), ("a",))))
    with pytest.raises(QueryError):
        Lift(1.0)
    narrow, wide = (lifts(population.select(Query(("a",))), c) for c in (0.5, 0.99))
    spread = {row.attribute: row.high - row.low for row in narrow}
    assert all(row.high - row.low >= spread[row.attribute] for row in wide)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(NAMES), max_size=5), st.lists(st.sampled_from(NAMES), max_size=5))
def test_the_nearest_queries_are_those_that_trying_all_finds(labelled, required, excluded):
    population, table = labelled
    query = Query(tuple(required), tuple(excluded))
    found = nearest_queries(population, query, at_most=50)
    if matching(table, query).any():
        assert found == []
        return
    conditions = [(n, True) for n in query.required] + [(n, False) for n in query.excluded]
    best = math.inf
    expected: dict[Query, int] = {}
    for drops in range(1, len(conditions) + 1):
        for kept in itertools.combinations(conditions, len(conditions) - drops):
            smaller = Query(
                tuple(n for n, wanted in kept if wanted),
                tuple(n for n, wanted in kept if not wanted),
            )
            if support := int(matching(table, smaller).sum()):
                expected[smaller] = support
                best = min(best, drops)
        if expected:
            break
    fewest = [near for near in found if near.query in expected]
    assert {near.query: near.support for near in fewest} == expected
    assert [near.support for near in fewest] == sorted(expected.values(), reverse=True)
    assert found[: len(fewest)] == fewest


def test_queries_that_drop_more_than_the_fewest_have_the_faces_they_say(labelled):
    population, table = labelled
    found = nearest_queries(population, Query(NAMES), at_most=50)
    assert len({len(near.dropped) for near in found}) > 1
    for near in found:
        assert near.support == matching(table, near.query).sum()


def test_forty_conditions_are_answered_too(celeba_tables: Population):
    query = Query(CELEBA_ATTRIBUTES)
    near = nearest_queries(celeba_tables, query, at_most=3)
    assert near
    for one in near:
        assert celeba_tables.select(one.query).support == one.support > 0


def test_the_sentence_says_what_to_drop(labelled):
    population, table = labelled
    said = explain_empty(population, Query(("a",), ("a",)))
    assert said.startswith("No face both has and has not a. Drop ")
    assert f"({table[:, 0].sum()} faces)" in said
    assert f"({(~table[:, 0]).sum()} faces)" in said


@pytest.fixture(scope="module")
def celeba_tables(celeba: Path, write_any, tmp_path_factory: pytest.TempPathFactory) -> Population:
    """All 202,599 rows of the attribute table, on faces of one pixel."""
    lines = (celeba / "list_attr_celeba.txt").read_text().splitlines()[2:]
    table = np.array([line.split()[1:] for line in lines]) == "1"
    faces = np.zeros((len(table), 1, 1, 3), np.uint8)
    folder = tmp_path_factory.mktemp("tables") / "store"
    return Population(write_any(folder, faces, table, CELEBA_ATTRIBUTES))


@pytest.mark.celeba
def test_the_known_counts_of_celeba_come_out(celeba_tables: Population):
    def support(required: str, excluded: str = "") -> int:
        return celeba_tables.select(Query(tuple(required.split()), tuple(excluded.split()))).support

    assert support("") == 202_599
    assert support("Mustache Sideburns Heavy_Makeup Wavy_Hair") == 0
    assert support("Male Eyeglasses Mustache Smiling") == 453
    assert support("Smiling Eyeglasses Pointy_Nose", "Male") == 218


@pytest.mark.celeba
def test_a_pointy_nose_brings_wavy_hair(celeba_tables: Population):
    query = Query(("Smiling", "Eyeglasses", "Pointy_Nose"), ("Male",))
    rows = {row.attribute: row for row in lifts(celeba_tables.select(query))}
    assert rows["Wavy_Hair"].significant
    assert rows["Wavy_Hair"].low > 1.25
