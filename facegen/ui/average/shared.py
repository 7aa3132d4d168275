"""What else the matching faces share, in sentences; and what is rare in one of them."""

import math
from collections.abc import Sequence

from facegen.attributes import Query, in_words
from facegen.statistics.attributes import AttributeLift
from facegen.statistics.selection import Population

MOST_SENTENCES = 3
MOST_RARE = 2
PLAIN_TIMES = 10
"""From here on a ratio is told without tenths, which its support seldom gives."""


def shared_words(query: Query, support: int, shared: Sequence[AttributeLift]) -> str:
    """Say what sets the matching faces apart most, or that nothing does, as Markdown.

    Args:
        query: What they were asked for.
        support: How many match.
        shared: One row an attribute; those the query names are left out.
    """
    clear = [row for row in shared if row.significant and row.lift and not row.asked]
    if not clear:
        return nothing_apart(query, support)
    clear.sort(key=lambda row: abs(math.log(row.lift or 1)), reverse=True)
    return "\n".join(f"- {_sentence(row, support)}" for row in clear[:MOST_SENTENCES])


def nothing_apart(query: Query, support: int) -> str:
    """Say why no attribute sets the matching faces apart."""
    if query == Query():
        return "Choose an attribute, and see here what else the people who have it share."
    these = "this face" if support == 1 else f"these {support:,} faces"
    return f"Nothing else sets {these} apart from all the others by more than chance explains."


def _sentence(row: AttributeLift, support: int) -> str:
    lift = row.lift or 1
    times = max(lift, 1 / lift)
    said = f"{times:.1f}" if times < PLAIN_TIMES else f"{times:.0f}"
    how = f"{said} times as frequent as" if lift > 1 else f"{said} times rarer than"
    return f"**{in_words(row.attribute)}**: {how} among all, {row.support:,} of {support:,}"


def rarest_words(population: Population, row: int, query: Query) -> str:
    """Say which attributes of a face are rarest among all, in words, but for those asked for.

    Args:
        population: Of all faces.
        row: Of the face.
        query: What was asked.
    """
    store = population.store
    (present,) = store.attributes_of([row])
    supports = dict(zip(store.attribute_names, population.attribute_supports.tolist(), strict=True))
    has = [name for name, there in zip(store.attribute_names, present, strict=True) if there]
    others = sorted((name for name in has if name not in query.required), key=supports.__getitem__)
    return ", ".join(map(in_words, others[:MOST_RARE])) or "Nothing named"
