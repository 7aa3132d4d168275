"""Population and Selection: which faces a statistic is asked of.

    population = Population(open_store("stores/celeba"))
    selection = population.select(Query(required=("Male",), excluded=("Smiling",)))
    face = Median()(selection)

A statistic is a small class of parameters called on a selection, returning data.
"""

import threading
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from facegen.attributes import Query
from facegen.counting import counted
from facegen.data.store import FaceStore
from facegen.errors import EmptySelectionError, QueryError
from facegen.progress import Progress, unwatched
from facegen.statistics.histograms import Histograms, open_histograms

EVERYONE = Query()


class Population:
    """All faces of a store, ready to be asked.

    Args:
        store: The faces.
    """

    def __init__(self, store: FaceStore) -> None:
        """Take the store; nothing is read until a question needs it."""
        self.store = store
        self._histograms: Histograms | None = None
        self._lock = threading.Lock()

    @cached_property
    def everyone(self) -> np.ndarray:
        """All faces as bits, uint64 (ceil(count / 64),); bits beyond the end are zero."""
        bits = bits_from(np.arange(self.store.count), self.store.count)
        bits.setflags(write=False)
        return bits

    @cached_property
    def attribute_supports(self) -> np.ndarray:
        """How many of all faces have each attribute, int64 (attributes,)."""
        return np.bitwise_count(self.store.attribute_bits).sum(1, dtype=np.int64)

    def histograms(self, progress: Progress = unwatched) -> Histograms:
        """Return the histograms of all faces; the first call may have to work them out.

        Args:
            progress: Told the share done, 0 to 1, if they are worked out.
        """
        with self._lock:
            if self._histograms is None:
                self._histograms = open_histograms(self.store, progress)
            return self._histograms

    def select(
        self, query: Query = EVERYONE, sample_size: int | None = None, seed: int = 0
    ) -> "Selection":
        """Select the faces that match a query, or a random sample of them.

        Args:
            query: Which faces.
            sample_size: Keep this many at random, without replacement; None, or more than there
                are, keeps all.
            seed: Of the sample, 0 or more; equal seeds give equal samples.

        Raises:
            QueryError: If the query names an unknown attribute, or `sample_size` or `seed` is no
                whole number from 1, or from 0, on.
        """
        query.check(self.store.attribute_names)
        for name, value, least in (("sample_size", sample_size, 1), ("seed", seed, 0)):
            whole = isinstance(value, int | np.integer)
            if value is not None and not (whole and value >= least):
                raise QueryError(
                    f"{name} must be a whole number of at least {least}, but is {value}."
                )
        bits = self.matching_bits(query)
        matched = int(np.bitwise_count(bits).sum())
        if sample_size is not None and sample_size < matched:
            rows = rows_of(bits, self.store.count)
            chosen = np.random.default_rng(seed).choice(rows, sample_size, replace=False)
            bits = bits_from(chosen, self.store.count)
        bits.setflags(write=False)
        return Selection(self, query, bits, matched)

    def matching_bits(self, query: Query) -> np.ndarray:
        """Return which faces match, uint64 (ceil(count / 64),), bits beyond the end zero."""
        bits = self.everyone.copy()
        for name in query.required:
            bits &= self.store.bits_of(name)
        for name in query.excluded:
            bits &= ~self.store.bits_of(name)
        return bits


@dataclass(frozen=True, eq=False)
class Selection:
    """The faces a statistic is asked of.

    Attributes:
        population: Where they are from.
        query: What they have in common.
        bits: uint64 (ceil(count / 64),): bit i % 64 of word i // 64 is face i.
        matched: How many faces match the query, before any sampling.
    """

    population: Population
    query: Query
    bits: np.ndarray
    matched: int

    @cached_property
    def support(self) -> int:
        """How many faces are selected (after sampling)."""
        return int(np.bitwise_count(self.bits).sum())

    @property
    def attribute_supports(self) -> np.ndarray:
        """How many of the selected faces have each attribute, int64 (attributes,)."""
        having = self.population.store.attribute_bits & self.bits
        return np.bitwise_count(having).sum(1, dtype=np.int64)

    @property
    def share(self) -> float:
        """p(query): the share of all faces that match, 0 to 1."""
        return self.matched / max(1, self.population.store.count)

    @cached_property
    def rows(self) -> np.ndarray:
        """The selected rows, int64, sorted."""
        return rows_of(self.bits, self.population.store.count)

    @cached_property
    def fewest_rows(self) -> tuple[np.ndarray, bool]:
        """The selected rows and False; or, if these are fewer, the rows left out and True."""
        count = self.population.store.count
        if 2 * self.support <= count:
            return self.rows, False
        return rows_of(self.population.everyone & ~self.bits, count), True

    def require_faces(self, at_least: int = 1) -> None:
        """Refuse to go on with too few faces.

        Raises:
            EmptySelectionError: If fewer than `at_least` faces are selected.
        """
        if self.support < at_least:
            total = counted(self.population.store.count, "face")
            wanted = "" if at_least == 1 else f"; this needs at least {at_least:,}"
            if self.matched >= at_least:
                found = f"The sample is of {counted(self.support, 'face')}"
            elif self.query == EVERYONE:
                found = f"The store has {f'only {total}' if self.support else 'no face'}"
            else:
                have = "has" if self.support == 1 else "have"
                some = (
                    f"only {counted(self.support, 'face')} {have}"
                    if self.support
                    else "no face has"
                )
                found = f"Of {total} {some} {self.query}"
            raise EmptySelectionError(f"{found}{wanted}.")


def rows_of(bits: np.ndarray, count: int) -> np.ndarray:
    """Return the positions of the set bits, int64, sorted."""
    return np.flatnonzero(np.unpackbits(bits.view(np.uint8), bitorder="little", count=count))


def bits_from(rows: np.ndarray, count: int) -> np.ndarray:
    """Set the bits at the given positions, uint64 (ceil(count / 64),)."""
    flags = np.zeros(-(-count // 64) * 64, np.uint8)
    flags[rows] = 1
    return np.packbits(flags, bitorder="little").view(np.uint64)
