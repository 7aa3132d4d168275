"""Comparisons: what the Average faces tab is asked for, its link, and what it then shows.

One portrait, or two with their difference: of other faces, by another statistic, or both.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from facegen.answers import links
from facegen.answers.context import Context
from facegen.answers.portraits import (
    MOST_SAMPLE,
    MOST_SEED,
    STATISTICS,
    Portrait,
    PortraitRequest,
    difference,
    portrait,
)
from facegen.attributes import Query, in_words
from facegen.checks import known_names
from facegen.counting import counted, percent
from facegen.errors import EmptySelectionError
from facegen.images import data_uri
from facegen.statistics.attributes import nearest_queries
from facegen.ui.widgets.stage import Shown, Suggestion, message_value, stage_value

TAB = "average"
CHIPS = ("average-a", "average-b")
"""The chips of the first and the second group."""

LINK_FIELDS = (
    "tab", "store", "with", "without", "statistic", "quantile", "sample", "seed", "balance",
    "share", "compare", "with2", "without2", "statistic2",
)  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """What the tab shows: one portrait, or two that are asked alike but for what is compared.

    Attributes:
        first: The first portrait.
        second: Which faces the second one is of; None means the same.
        statistic2: A key of `STATISTICS`, by which the second one is made; empty means the same.
    """

    first: PortraitRequest
    second: Query | None = None
    statistic2: str = ""

    def __post_init__(self) -> None:
        """Refuse a second portrait that cannot be asked for."""
        _ = self.requests  # each refuses what it has no answer to

    @property
    def requests(self) -> list[PortraitRequest]:
        """The portraits that are shown."""
        first = self.first
        if self.second is None and not self.statistic2:
            return [first]
        query = first.query if self.second is None else self.second
        statistic = self.statistic2 or first.statistic
        return [first, replace(first, query=query, statistic=statistic)]

    @property
    def statistics(self) -> list[str]:
        """By what they are made."""
        return [one.statistic for one in self.requests]

    @property
    def queries(self) -> list[Query]:
        """The queries of the groups that are shown."""
        return [self.first.query, *([] if self.second is None else [self.second])]

    def link(self, default_store: str) -> str:
        """Write the link that brings this back."""
        request = self.first
        return links.link_to(
            TAB,
            {
                "store": request.store if request.store != default_store else None,
                **links.query_fields(request.query),
                "statistic": request.statistic if request.statistic != "mean" else None,
                "quantile": f"{request.quantile:g}" if "quantile" in self.statistics else None,
                "sample": request.sample_size,
                "seed": request.seed or None,
                "balance": request.balance,
                "share": f"{request.share:g}" if request.balance else None,
                "compare": None if self.second is None else 1,
                **(links.query_fields(self.second, "2") if self.second else {}),
                "statistic2": self.statistic2,
            },
        )


def read_link(fields: Mapping[str, str], default_store: str) -> Comparison:
    """Read the link that `Comparison.link` writes.

    Raises:
        QueryError: If a field means nothing.
    """
    known_names(fields, LINK_FIELDS, slips_only=True)
    quantile = links.read_float(fields, "quantile", 0, 1)
    share = links.read_float(fields, "share", 0, 1)
    request = PortraitRequest(
        store=fields.get("store", default_store),
        query=links.read_query(fields),
        statistic=fields.get("statistic", "mean"),
        quantile=0.5 if quantile is None else quantile,
        sample_size=links.read_int(fields, "sample", 1, MOST_SAMPLE),
        seed=links.read_int(fields, "seed", 0, MOST_SEED) or 0,
        balance=fields.get("balance", ""),
        share=0.5 if share is None else share,
    )
    second = links.read_query(fields, "2") if "compare" in fields else None
    return Comparison(request, second, fields.get("statistic2", ""))


def stage_of(context: Context, asked: Comparison) -> dict[str, Any]:
    """Answer a comparison as the value of the stage.

    A query without faces is answered with the sentence that says so and the ways on from it.

    Raises:
        QueryError: If a query names attributes the dataset does not have.
    """
    link = asked.link(context.default)
    portraits = []
    for request, target in zip(asked.requests, CHIPS, strict=False):
        try:
            portraits.append(portrait(context, request))
        except EmptySelectionError as error:
            ways = _ways_on(context, request.store, request.query, target)
            return message_value(str(error), ways, link)
    shown = [_shown(one) for one in portraits]
    if len(portraits) == 1:
        return stage_value(shown, link=link)
    return stage_value(shown, _shown_difference(*portraits), link)


def _ways_on(context: Context, store: str, query: Query, target: str) -> list[Suggestion]:
    """Offer the nearest queries that have faces."""
    found = nearest_queries(context.population(store), query, at_most=4)
    return [
        Suggestion(
            f"Drop {', '.join(map(in_words, near.dropped))}: {counted(near.support, 'face')}",
            near.query,
            target,
        )
        for near in found
    ]


def _shown(one: Portrait) -> Shown:
    alt = f"{one.title}, computed from {counted(one.selection.support, 'face')}"
    words = "-".join(re.findall(r"\w+", str(one.request.query)))
    return Shown(
        data_uri(one.image), alt, one.title, one.caption, f"{one.request.statistic}-{words}"
    )


def _shown_difference(first: Portrait, second: Portrait) -> Shown:
    gap = float(np.abs(second.values - first.values).mean())
    title = "B minus A"
    if first.request.query == second.request.query:
        names = [STATISTICS[one.request.statistic] for one in (second, first)]
        title = f"{names[0]} minus {names[1].lower()}"
    return Shown(
        data_uri(difference(first, second)),
        f"Difference between {first.title} and {second.title}",
        title,
        f"Grey is equal, twice enlarged · mean absolute difference {gap:.1f} of 255",
        "difference",
    )


def explain_average(asked: Comparison, support: int) -> tuple[str, str]:
    """Tell what is seen, with the numbers of what is shown now: in one sentence, and the rest."""
    request = asked.first
    what = {
        "mean": "the average of that pixel over all of these faces",
        "median": "the value that half of these faces lie below at that pixel",
        "quantile": f"the value that {percent(request.quantile)} of these faces lie below at that "
        "pixel",
        "std": "how far these faces typically stray from their mean at that pixel",
    }
    shown = f"{what[request.statistic]}; here over **{support:,}** faces"
    if asked.statistic2:
        shown = f"{shown}. In the second picture it shows {what[asked.statistic2]}"
    return (
        f"**What am I seeing?** Each pixel shows {shown}.",
        "Each pixel and colour channel is computed on its own, so that the picture summarises "
        f"p(x | {request.query}). The background is grey or brown because every picture has "
        "another one: averaged, they cancel out, while eyes and mouths, which the pictures are "
        "aligned by, stay sharp. "
        "The fewer the faces, the more a single one shows through: draw a random sample of 20, "
        "then 2,000, and watch the noise fall with the square root of their number.",
    )
