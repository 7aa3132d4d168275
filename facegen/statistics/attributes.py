"""What faces share besides what was asked, and where to look when no face matches.

Both answers are counts of bits; no picture is read.
"""

import math
from collections import Counter
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from facegen.attributes import Query, plain
from facegen.counting import counted
from facegen.errors import QueryError
from facegen.statistics.selection import Population, Selection


@dataclass(frozen=True)
class AttributeLift:
    """How much more often an attribute occurs among the selected faces than among all.

    Attributes:
        attribute: Its name.
        support: How many selected faces have it.
        share: p(attribute | query): their share of the selected faces.
        share_of_all: p(attribute): its share of all faces.
        lift: p(attribute | query) / p(attribute); None where no face at all has it.
        low: Lower end of the interval in which the lift lies with the chosen confidence.
        high: Upper end; None where no face at all has it.
        significant: Whether that interval leaves out 1.
        asked: Whether the query itself names the attribute, so that its lift says nothing.
    """

    attribute: str
    support: int
    share: float
    share_of_all: float
    lift: float | None
    low: float | None
    high: float | None
    significant: bool
    asked: bool


@dataclass(frozen=True)
class Lift:
    """Which attributes are over- and under-represented among the selected faces.

    With k of n selected faces having the attribute, and K of all N:

        lift = (k / n) / (K / N)
        var(log lift) = 1/k - 1/n - 1/K - 1/N + 2 k / (n K)

    by the delta method on the four counts, the selected faces being some of all. The interval is
    lift * exp(+- z sqrt(var)); the faces are taken for a sample of all there could be. Where k = 0
    the upper end is that of Clopper and Pearson, and where k = n the lower one. Of forty attributes
    that have nothing to do with the query, two will seem significant at a confidence of 95 %.

    Source: Agresti, Categorical Data Analysis, 3rd edition 2013, sections 3.1 and 16.1 (delta
    method); Brin, Motwani, Ullman, Tsur, SIGMOD 1997 (lift, there called interest); Clopper and
    Pearson, Biometrika 1934.

    Attributes:
        confidence: Of the interval, above 0 and below 1.
    """

    confidence: float = 0.95

    def __post_init__(self) -> None:
        """Refuse what is no confidence."""
        if not 0 < self.confidence < 1:
            raise QueryError(f"The confidence must be above 0 and below 1, not {self.confidence}.")

    def __call__(self, selection: Selection) -> list[AttributeLift]:
        """Compare the selected faces with all, the highest lift first.

        Raises:
            EmptySelectionError: If no face is selected.
        """
        selection.require_faces()
        store = selection.population.store
        within, of_all = selection.attribute_supports, selection.population.attribute_supports
        asked = {*selection.query.required, *selection.query.excluded}
        rows = [
            self._row(name, int(k), selection.support, int(total), store.count, name in asked)
            for name, k, total in zip(store.attribute_names, within, of_all, strict=True)
        ]
        return sorted(rows, key=lambda row: -1.0 if row.lift is None else row.lift, reverse=True)

    def _row(self, name: str, k: int, n: int, total: int, count: int, asked: bool) -> AttributeLift:
        share, share_of_all = k / n, total / count
        if total == 0:
            return AttributeLift(name, k, share, 0.0, None, None, None, False, asked)
        lift = share / share_of_all
        tail = (1 - self.confidence) / 2
        if k == 0:
            low, high = 0.0, (1 - tail ** (1 / n)) / share_of_all
        elif k == n:
            low, high = tail ** (1 / n) / share_of_all, lift
        else:
            variance = 1 / k - 1 / n - 1 / total - 1 / count + 2 * k / (n * total)
            reach = NormalDist().inv_cdf(1 - tail) * math.sqrt(max(variance, 0))
            low, high = lift * math.exp(-reach), lift * math.exp(reach)
        significant = not low <= 1 <= high and n < count
        return AttributeLift(name, k, share, share_of_all, lift, low, high, significant, asked)


@dataclass(frozen=True)
class NearQuery:
    """A query that asks less and has faces.

    Attributes:
        query: What remains.
        dropped: The conditions that were dropped: `Male` where it was required, `not Male` where
            it was excluded.
        support: How many faces match.
    """

    query: Query
    dropped: tuple[str, ...]
    support: int


def nearest_queries(population: Population, query: Query, at_most: int = 5) -> list[NearQuery]:
    """Find the queries that have faces by dropping the fewest conditions.

    Each face breaks some of the conditions; dropping just those is a query it matches. So the
    faces that break the fewest give all the nearest queries at once, and nothing is searched for.
    If these are not enough, faces that break one condition more are asked, and so on.

    Args:
        population: The faces.
        query: One that matches no face.
        at_most: How many queries to return.

    Returns:
        Fewest dropped first, then most faces; none if the query has faces, or if there are none.

    Raises:
        QueryError: If the query names an unknown attribute.
    """
    query.check(population.store.attribute_names)
    broken = _broken(population, query)
    counts = broken.sum(0, dtype=np.uint16)
    packed = np.packbits(broken, axis=0).T
    found: list[NearQuery] = []
    sets, faces = np.zeros((0, packed.shape[1]), np.uint8), np.zeros(0, np.int64)
    for drops in range(1, len(broken) + 1) if counts.all() else ():
        new_sets, new_faces = _distinct(packed[counts == drops])
        # A set of dropped conditions also brings the faces that break only some of them.
        within = ~(sets & ~new_sets[:, None]).any(2)
        support = new_faces + within @ faces
        order = np.lexsort((*(255 - new_sets.T[::-1]), -support))[: at_most - len(found)]
        found += [_without(query, new_sets[i], int(support[i])) for i in order]
        if len(found) >= at_most:
            break
        sets, faces = np.concatenate([sets, new_sets]), np.concatenate([faces, new_faces])
    return found


def explain_empty(population: Population, query: Query, at_most: int = 3) -> str:
    """Say in a sentence that no face matches a query, and what to drop.

    Raises:
        QueryError: If the query names an unknown attribute.
    """
    said = f"Of {counted(population.store.count, 'face')} none is {query}."
    if query.contradictions:
        said = f"No face both has and has not {' and '.join(query.contradictions)}."
    ways = [
        f"{plain(' and '.join(near.dropped))} ({near.support:,} face{'s' * (near.support != 1)})"
        for near in nearest_queries(population, query, at_most)
    ]
    return f"{said} Drop {', or '.join(ways)}." if ways else said


def _broken(population: Population, query: Query) -> np.ndarray:
    """Return which condition each face breaks, uint8 0 or 1 (conditions, count).

    The required attributes come first, then the excluded ones.
    """
    store, everyone = population.store, population.everyone
    broken = np.zeros((len(query.required) + len(query.excluded), len(everyone)), np.uint64)
    for i, name in enumerate(query.required):
        broken[i] = everyone & ~store.bits_of(name)
    for i, name in enumerate(query.excluded, len(query.required)):
        broken[i] = store.bits_of(name)
    return np.unpackbits(broken.view(np.uint8), axis=1, bitorder="little", count=store.count)


def _distinct(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct rows of bytes, and how often each occurs, int64."""
    texts = Counter(np.ascontiguousarray(rows).view(f"V{rows.shape[1]}").ravel().tolist())
    distinct = np.frombuffer(b"".join(texts), np.uint8).reshape(-1, rows.shape[1])
    return distinct, np.fromiter(texts.values(), np.int64, len(texts))


def _without(query: Query, packed: np.ndarray, support: int) -> NearQuery:
    """Drop the conditions of a packed set from a query."""
    dropped = np.unpackbits(packed)
    required = dict(zip(query.required, dropped, strict=False))
    excluded = dict(zip(query.excluded, dropped[len(required) :], strict=False))
    return NearQuery(
        Query(
            tuple(name for name, drop in required.items() if not drop),
            tuple(name for name, drop in excluded.items() if not drop),
        ),
        (
            *(name for name, drop in required.items() if drop),
            *(f"not {name}" for name, drop in excluded.items() if drop),
        ),
        support,
    )
