"""What else the matching faces share, in sentences."""

import math
from collections.abc import Sequence

from facegen.attributes import Query, in_words
from facegen.statistics.attributes import AttributeLift

MOST_SENTENCES = 3


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
    return (
        f"Nothing else sets these {support:,} faces apart from all the others by more than chance "
        "explains."
    )


def _sentence(row: AttributeLift, support: int) -> str:
    lift = row.lift or 1
    how = f"{lift:.1f} times as frequent as" if lift > 1 else f"{1 / lift:.1f} times rarer than"
    return f"**{in_words(row.attribute)}**: {how} among all, {row.support:,} of {support:,}"
