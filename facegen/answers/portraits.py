"""Portraits: one statistic of one query as a picture with its numbers, and links to it.

The request is plain and frozen, so that equal requests give equal portraits, from the page, from a
link or over the API alike.
"""

import time
from dataclasses import dataclass

import numpy as np

from facegen.answers.context import Context
from facegen.attributes import Query, in_words
from facegen.checks import real, whole
from facegen.counting import counted, percent
from facegen.errors import QueryError
from facegen.images import to_uint8
from facegen.statistics.balance import Balance, p_data
from facegen.statistics.faces import statistic_named
from facegen.statistics.selection import Selection

STATISTICS: dict[str, str] = {
    "mean": "Mean",
    "median": "Median",
    "quantile": "Quantile",
    "std": "Deviation",
}
MOST_SEED = 2**32 - 1
MOST_SAMPLE = 10**9
DEVIATION_GAIN = 2.55
"""A standard deviation of 100 of 255 is shown as white."""


@dataclass(frozen=True)
class PortraitRequest:
    """What a portrait is asked for.

    Attributes:
        store: Key of the dataset.
        query: Which faces.
        statistic: A key of `STATISTICS`.
        quantile: 0 to 1; only the statistic `quantile` looks at it.
        sample_size: Take this many of the matching faces at random; None takes all.
        seed: Of the sample, 0 or more.
        balance: Attribute that is given a share of its own; empty leaves it as the data have it.
        share: p_sample of that attribute, 0 to 1.
    """

    store: str
    query: Query = Query()
    statistic: str = "mean"
    quantile: float = 0.5
    sample_size: int | None = None
    seed: int = 0
    balance: str = ""
    share: float = 0.5

    def __post_init__(self) -> None:
        """Refuse what no widget can send but a link or the API can."""
        if self.statistic not in STATISTICS:
            raise QueryError(
                f"statistic must be one of {', '.join(STATISTICS)}, but is '{self.statistic}'."
            )
        real("quantile", self.quantile, 0, 1)
        real("share", self.share, 0, 1)
        whole("seed", self.seed, 0, MOST_SEED)
        if self.sample_size is not None:
            whole("sample_size", self.sample_size, 1, MOST_SAMPLE)


@dataclass(frozen=True)
class Portrait:
    """An answered request.

    Attributes:
        request: What was asked.
        selection: The faces it was asked of.
        values: float32 (size, size, 3), 0 to 255.
        image: uint8 (size, size, 3), as shown: `values` rounded, a deviation brightened.
        seconds: How long the engine took.
    """

    request: PortraitRequest
    selection: Selection
    values: np.ndarray
    image: np.ndarray
    seconds: float

    @property
    def title(self) -> str:
        """What it is, in words."""
        request = self.request
        name = STATISTICS[request.statistic]
        if request.statistic == "quantile":
            name = f"{percent(request.quantile)} quantile"
        if not request.balance:
            return f"{name} of {request.query}"
        return f"{name} of {request.query}, {percent(request.share)} {in_words(request.balance)}"

    @property
    def caption(self) -> str:
        """Its numbers: of how many faces, what share of all they are, which sample."""
        selection = self.selection
        total = selection.population.store.count
        everybody = selection.matched == total
        used = (
            f"all {counted(total, 'face')}"
            if everybody
            else f"{selection.matched:,} of {counted(total, 'face')}"
        )
        if selection.support < selection.matched:
            used = f"{selection.support:,} drawn (seed {self.request.seed}) from {used}"
        if not everybody:
            used = f"{used} · {_share(selection.share)}"
        if self.request.balance:
            share = percent(p_data(selection, self.request.balance), 1)
            used = f"{used} · {share} of them are {in_words(self.request.balance)} in the data"
        scale = " · white is 100 of 255" if self.request.statistic == "std" else ""
        return f"{used[0].upper()}{used[1:]}{scale}"


def portrait(context: Context, request: PortraitRequest) -> Portrait:
    """Answer a request.

    Raises:
        EmptySelectionError: If no face matches.
        QueryError: If the query names attributes the dataset does not have.
    """
    population = context.population(request.store)
    started = time.perf_counter()
    selection = population.select(request.query, request.sample_size, request.seed)
    statistic = statistic_named(request.statistic, request.quantile)
    if request.balance:
        values = statistic(Balance(request.balance, request.share)(selection))
    else:
        values = statistic(selection)
    seconds = time.perf_counter() - started
    gain = DEVIATION_GAIN if request.statistic == "std" else 1
    return Portrait(request, selection, values, to_uint8(values * gain), seconds)


def difference(first: Portrait, second: Portrait) -> np.ndarray:
    """Show second minus first on a grey ground, uint8 (size, size, 3).

    Grey is equal; more light or more of a colour is more of it in the second. Differences are
    doubled to be seen: 64 of 255 is the end of the scale.
    """
    return to_uint8(128 + 2 * (second.values - first.values))


def _share(share: float) -> str:
    """Write a share that may be small as a person reads it, above 0."""
    return percent(share, 1) if share >= 0.001 else f"1 in {round(1 / share):,}"
