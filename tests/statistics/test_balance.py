"""Shares and weights against fractions worked out by hand."""

from fractions import Fraction

import numpy as np
import pytest

from facegen.attributes import Query
from facegen.errors import EmptySelectionError, QueryError
from facegen.statistics.balance import Balance, p_data, split
from facegen.statistics.faces import Mean
from facegen.statistics.selection import Population


@pytest.fixture
def ten(make_store) -> Population:
    """Ten faces, three of them with A, of which one has B."""
    table = np.zeros((10, 2), bool)
    table[:3, 0] = table[2:4, 1] = True
    return Population(make_store(np.zeros((10, 1, 1, 3), np.uint8), table, ("A", "B")))


def test_faces_are_split_by_an_attribute(ten: Population) -> None:
    having, lacking = split(ten.select(), "A")
    assert (having.rows.tolist(), lacking.rows.tolist()) == ([0, 1, 2], [3, 4, 5, 6, 7, 8, 9])
    assert (having.query, lacking.query) == (Query(("A",)), Query((), ("A",)))
    assert p_data(ten.select(), "A") == 0.3


def test_only_the_selected_faces_are_split(ten: Population) -> None:
    having, lacking = split(ten.select(Query((), ("B",))), "A")
    assert (having.rows.tolist(), lacking.rows.tolist()) == ([0, 1], [4, 5, 6, 7, 8, 9])
    assert lacking.query == Query((), ("B", "A"))
    assert p_data(ten.select(Query(("B",))), "A") == 0.5


def test_a_face_weighs_its_share_over_those_that_have_it(ten: Population) -> None:
    mixture = Balance("A", 0.5)(ten.select())
    assert mixture.support == 10
    assert mixture.population is ten
    having, lacking = mixture.weights
    assert Fraction(having, lacking) == Fraction(1, 2) / 3 / (Fraction(1, 2) / 7)
    assert (having, lacking) == (7, 3)


def test_the_share_the_faces_have_weighs_all_alike(ten: Population) -> None:
    assert Balance("A", 0.3)(ten.select()).weights == (1, 1)


def test_shares_are_kept_to_four_decimals(ten: Population) -> None:
    mixture = Balance("A", 1 / 3 + 1e-7)(ten.select())
    assert [share for share, _ in mixture.strata] == [Fraction(1, 3), Fraction(2, 3)]


@pytest.mark.parametrize(("share", "rows"), [(0, range(3, 10)), (1, range(3))])
def test_nothing_is_left_of_a_share_of_nothing(ten: Population, share: float, rows: range) -> None:
    ((whole, stratum),) = Balance("A", share)(ten.select()).strata
    assert whole == 1
    assert stratum.rows.tolist() == list(rows)


@pytest.mark.parametrize("share", [-0.1, 1.5, float("nan")])
def test_a_share_lies_between_0_and_1(share: float) -> None:
    with pytest.raises(QueryError, match=f"The share must be from 0 to 1, but is {share}"):
        Balance("A", share)


def test_a_share_of_faces_that_are_not_there_is_refused(ten: Population) -> None:
    everyone_has = ten.select(Query(("A",)))
    with pytest.raises(EmptySelectionError, match="A share of 0.25 needs faces that match A with"):
        Balance("A", 0.75)(everyone_has)
    assert Balance("A", 1)(everyone_has).support == 3
    with pytest.raises(EmptySelectionError, match="no face has A without A"):
        p_data(ten.select(Query(("A",), ("A",))), "B")


def test_an_attribute_that_is_not_known_is_refused(ten: Population) -> None:
    for ask in (Balance("C"), lambda selection: p_data(selection, "C")):
        with pytest.raises(QueryError, match="'C' is not an attribute of these faces"):
            ask(ten.select())


def test_the_share_the_data_have_changes_nothing(random_population):
    selection = random_population.select(Query(excluded=("Rare",)))
    balanced = Balance("Red", p_data(selection, "Red"))(selection)
    assert np.allclose(Mean()(balanced), Mean()(selection), atol=0.02)
