"""Selections against plain lists of faces, and bits against a plain loop."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

import facegen
from facegen import statistics
from facegen.attributes import Query
from facegen.errors import EmptySelectionError, QueryError
from facegen.statistics.selection import Population, bits_from, rows_of

QUERIES = [Query(), Query(("Bright",)), Query(("Red",), ("Bright",)), Query(("Red",), ("Red",))]


def matching(population: Population, query: Query) -> list[int]:
    """Ask face by face."""
    store = population.store
    table = store.attributes_of(range(store.count))
    column = store.attribute_names.index
    return [
        row
        for row in range(store.count)
        if all(table[row, column(name)] for name in query.required)
        and not any(table[row, column(name)] for name in query.excluded)
    ]


@pytest.mark.parametrize("value", [math.nan, -1, 1.5, "3"])
def test_what_is_no_whole_number_is_refused(random_population, value: Any) -> None:
    for name, least in (("sample_size", 1), ("seed", 0)):
        said = f"{name} must be a whole number of at least {least}, but is {value}"
        with pytest.raises(QueryError, match=said):
            random_population.select(**{name: value})


def test_a_store_is_opened_here_by_the_names_that_facegen_itself_knows() -> None:
    assert statistics.open_store is facegen.open_store


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 300])
def test_bits_are_one_a_face_the_first_lowest(count: int) -> None:
    rows = np.flatnonzero(np.random.default_rng(count).random(count) < 0.3)
    bits = bits_from(rows, count)
    expected = [0] * -(-count // 64)
    for row in rows.tolist():
        expected[row // 64] |= 1 << row % 64
    assert bits.tolist() == expected
    assert np.array_equal(rows_of(bits, count), rows)


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_a_selection_is_of_the_faces_that_match(random_population, query: Query) -> None:
    expected = matching(random_population, query)
    selection = random_population.select(query)
    assert selection.rows.tolist() == expected
    assert selection.support == selection.matched == len(expected)
    assert selection.share == len(expected) / 300
    table = random_population.store.attributes_of(range(300))
    assert selection.attribute_supports.tolist() == table[expected].sum(0).tolist()


def test_the_fewest_rows_are_those_selected_or_those_left_out(random_population) -> None:
    rare, common = (random_population.select(q) for q in (Query(("Rare",)), Query((), ("Rare",))))
    assert rare.support < 150 < common.support
    for selection, left_out in ((rare, False), (common, True)):
        rows, are_left_out = selection.fewest_rows
        assert are_left_out == left_out
        assert rows.tolist() == rare.rows.tolist()


def test_all_faces_are_counted_once(random_population) -> None:
    table = random_population.store.attributes_of(range(300))
    assert random_population.attribute_supports.tolist() == table.sum(0).tolist()
    assert rows_of(random_population.everyone, 300).tolist() == list(range(300))


def test_what_is_selected_cannot_be_written_to(random_population) -> None:
    for bits in (random_population.everyone, random_population.select(Query(("Red",))).bits):
        with pytest.raises(ValueError, match="read-only"):
            bits[0] = 0


def test_an_attribute_that_is_not_known_is_refused(random_population) -> None:
    with pytest.raises(QueryError, match="'Blue' is not an attribute of these faces"):
        random_population.select(Query(("Blue",)))


def test_a_sample_is_of_its_size_of_matching_faces_and_of_its_seed(random_population):
    query = Query(("Bright",))
    everyone = random_population.select(query)
    drawn = random_population.select(query, 20, seed=1)
    assert drawn.support == 20
    assert drawn.matched == everyone.support
    assert set(drawn.rows) <= set(everyone.rows)
    assert np.array_equal(drawn.rows, random_population.select(query, 20, seed=1).rows)
    assert not np.array_equal(drawn.rows, random_population.select(query, 20, seed=2).rows)
    assert random_population.select(query, 10**6).support == everyone.support


def test_too_few_faces_are_said_in_words(random_population):
    with pytest.raises(EmptySelectionError, match=r"^The sample is of 1 face; .* at least 2\.$"):
        random_population.select(sample_size=1).require_faces(2)
    one = random_population.store
    one = dataclasses.replace(one, manifest=dataclasses.replace(one.manifest, count=1))
    alone = Population(one)
    with pytest.raises(EmptySelectionError, match=r"^The store has only 1 face; this needs at le"):
        alone.select().require_faces(2)


@pytest.mark.parametrize(("argument", "value"), [("sample_size", 0), ("seed", -1)])
def test_a_sample_of_nonsense_is_refused(random_population, argument: str, value: int):
    with pytest.raises(QueryError, match=f"{argument} must be .*, but is {value}"):
        random_population.select(**{argument: value})
