"""Class balance: what is true under another share of an attribute than the data have.

With p_data(a) the share of an attribute a among the faces, and p_sample(a) the one that is wanted,
as when each batch of a training is drawn half from faces with a and half from those without:

    p_sample(x) = p_sample(a) p(x | a) + (1 - p_sample(a)) p(x | not a)

A face with a then weighs p_sample(a) / p_data(a), one without (1 - p_sample(a)) / (1 - p_data(a)).
"""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from facegen.attributes import Query
from facegen.errors import EmptySelectionError, QueryError
from facegen.statistics.selection import Population, Selection

FINEST = 10_000
"""Shares are kept as fractions with at most this denominator, so that all counting is exact."""


@dataclass(frozen=True, eq=False)
class Mixture:
    """Selections mixed in given shares; a statistic takes one as it takes a selection.

    Attributes:
        strata: Each share, above 0, with its selection; the shares sum to 1.
    """

    strata: tuple[tuple[Fraction, Selection], ...]

    @property
    def population(self) -> Population:
        """Where the faces are from."""
        return self.strata[0][1].population

    @property
    def support(self) -> int:
        """How many faces it is made of."""
        return sum(selection.support for _, selection in self.strata)

    @property
    def weights(self) -> tuple[int, ...]:
        """What one face of each stratum counts, as the smallest whole numbers in proportion."""
        weights = [share / selection.support for share, selection in self.strata]
        unit = lcm(*(weight.denominator for weight in weights))
        return tuple(int(weight * unit) for weight in weights)


@dataclass(frozen=True)
class Balance:
    """Give an attribute a chosen share of the faces.

    Attributes:
        attribute: Its name.
        share: p_sample(attribute), 0 to 1, kept to four decimals.
    """

    attribute: str
    share: float = 0.5

    def __post_init__(self) -> None:
        """Refuse a share that is none."""
        if not 0 <= self.share <= 1:
            raise QueryError(f"The share must be from 0 to 1, but is {self.share}.")

    def __call__(self, selection: Selection) -> Mixture:
        """Weigh the selected faces.

        Raises:
            QueryError: If these faces do not know the attribute.
            EmptySelectionError: If a share above 0 is wanted of faces that are not there.
        """
        wanted = Fraction(self.share).limit_denominator(FINEST)
        strata = []
        for share, stratum in zip(
            (wanted, 1 - wanted), split(selection, self.attribute), strict=True
        ):
            if share and not stratum.support:
                raise EmptySelectionError(
                    f"A share of {float(share):.4g} needs faces that match {stratum.query}, "
                    f"but there are none."
                )
            if share:
                strata.append((share, stratum))
        return Mixture(tuple(strata))


def p_data(selection: Selection, attribute: str) -> float:
    """Return the share of the selected faces that have an attribute, 0 to 1.

    Raises:
        QueryError: If these faces do not know the attribute.
        EmptySelectionError: If no face is selected.
    """
    selection.require_faces()
    return split(selection, attribute)[0].support / selection.support


def split(selection: Selection, attribute: str) -> tuple[Selection, Selection]:
    """Return the selected faces with an attribute, and those without.

    Raises:
        QueryError: If these faces do not know the attribute.
    """
    store = selection.population.store
    query = selection.query
    having = Query((*query.required, attribute), query.excluded)
    having.check(store.attribute_names)
    lacking = Query(query.required, (*query.excluded, attribute))
    bits = store.bits_of(attribute)
    return (
        _stratum(selection, having, selection.bits & bits),
        _stratum(selection, lacking, selection.bits & ~bits),
    )


def _stratum(whole: Selection, query: Query, bits: np.ndarray) -> Selection:
    bits.setflags(write=False)
    return Selection(whole.population, query, bits, int(np.bitwise_count(bits).sum()))
