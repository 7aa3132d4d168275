"""Average faces: mean, standard deviation, median and any quantile, exact for any query.

Each is a small class of parameters, called on a `Selection` or a `Mixture`; it returns float32
(size, size, 3) on the 0 to 255 scale of the faces. Sums and counts are whole numbers throughout,
so the only rounding is the last.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from facegen.errors import QueryError
from facegen.progress import Progress, unwatched
from facegen.statistics.balance import Mixture
from facegen.statistics.ranks import FEWEST, SHARE, Part, values_at
from facegen.statistics.rows import flat_faces, sum_rows, sum_squares
from facegen.statistics.selection import Population, Selection

SomeFaces = Selection | Mixture
Statistic = Callable[[SomeFaces], np.ndarray]

PAGE = 4096


@dataclass(frozen=True)
class Mean:
    """The mean of each channel: E[x] = (sum of x) / n."""

    def __call__(self, faces: SomeFaces) -> np.ndarray:
        """Return the mean face.

        Returns:
            float32 (side, side, 3), 0 to 255.

        Raises:
            EmptySelectionError: If no face is selected.
        """
        means = [share * _mean(stratum) for share, stratum in _shares(faces)]
        return _as_image(np.sum(means, axis=0), faces)


@dataclass(frozen=True)
class Deviation:
    """The standard deviation of each channel, with the divisor n.

    Of a selection, with S1 the sum of x and S2 that of x^2: var = (n S2 - S1^2) / n^2.
    Of a mixture: var = sum over strata of share (var_stratum + (mean_stratum - mean)^2).
    """

    def __call__(self, faces: SomeFaces) -> np.ndarray:
        """Return the deviation at each place.

        Returns:
            float32 (side, side, 3), 0 to 127.5.

        Raises:
            EmptySelectionError: If no face is selected.
        """
        shares = [share for share, _ in _shares(faces)]
        means, variances = zip(*(_mean_and_variance(s) for _, s in _shares(faces)), strict=True)
        mean = np.average(means, axis=0, weights=shares)
        spread = np.average((np.array(means) - mean) ** 2 + variances, axis=0, weights=shares)
        return _as_image(np.sqrt(spread), faces)


@dataclass(frozen=True)
class Quantile:
    """A quantile of each channel.

    Of a selection it is that of `numpy.quantile`: linear between the two neighbours of position
    q (n - 1). Weighted faces have no such positions; of a mixture it is the value at which the
    weight reaches q of the whole, and the mean of it and the next where it does so exactly, which
    for q = 1/2 and equal weights is the usual median.

    Source: Hyndman and Fan, Sample Quantiles in Statistical Packages, The American Statistician
    1996, definitions 7 and 2.

    Attributes:
        q: Which, 0 (the least) to 1 (the greatest).
    """

    q: float

    def __post_init__(self) -> None:
        """Refuse what is no quantile."""
        if not 0 <= self.q <= 1:
            raise QueryError(f"The quantile must be from 0 to 1, but is {self.q}.")

    def __call__(self, faces: SomeFaces) -> np.ndarray:
        """Return the quantile at each place.

        Returns:
            float32 (side, side, 3), 0 to 255.

        Raises:
            EmptySelectionError: If no face is selected.
        """
        ranks, fraction = (
            self._weighted(faces) if isinstance(faces, Mixture) else self._plain(faces)
        )
        weights = faces.weights if isinstance(faces, Mixture) else (1,)
        parts = [
            Part(*stratum.fewest_rows, weight)
            for (_, stratum), weight in zip(_shares(faces), weights, strict=True)
        ]
        population = faces.population
        everyone = population.histograms() if any(part.left_out for part in parts) else None
        values = values_at(flat_faces(population.store), parts, ranks, everyone)
        lower, upper = values[0].astype(np.float64), values[-1].astype(np.float64)
        return _as_image(_between(lower, upper, fraction), faces)

    def _plain(self, selection: Selection) -> tuple[list[int], float]:
        """Return the ranks to read and how far to go from the first to the second."""
        selection.require_faces()
        position = (selection.support - 1) * self.q
        rank = math.floor(position)
        return ([rank, rank + 1], position - rank) if position > rank else ([rank], 0.0)

    def _weighted(self, mixture: Mixture) -> tuple[list[int], float]:
        """Return the same for a mixture: where the weight reaches q, and where it exceeds it."""
        total = sum(
            w * s.support for w, (_, s) in zip(mixture.weights, mixture.strata, strict=True)
        )
        target = Fraction(str(self.q)) * total  # the decimal that was meant
        reached = max(math.ceil(target) - 1, 0)
        exceeded = min(math.floor(target), total - 1)
        return [reached, exceeded], 0.5


@dataclass(frozen=True)
class Median:
    """The median of each channel, as `numpy.median` has it: the middle pair averaged."""

    def __call__(self, faces: SomeFaces) -> np.ndarray:
        """Return the median face.

        Returns:
            float32 (side, side, 3), 0 to 255.

        Raises:
            EmptySelectionError: If no face is selected.
        """
        return Quantile(0.5)(faces)


def statistic_named(name: str, quantile: float = 0.5) -> Statistic:
    """Return a statistic by its name.

    Args:
        name: `mean`, `median`, `quantile` or `std`.
        quantile: Which, 0 to 1; for `quantile` alone.

    Raises:
        QueryError: If there is no such statistic, or no such quantile.
    """
    if name == "quantile":
        return Quantile(quantile)
    known: dict[str, Statistic] = {"mean": Mean(), "median": Median(), "std": Deviation()}
    if name not in known:
        raise QueryError(f"The statistic must be mean, median, quantile or std, but is '{name}'.")
    return known[name]


def warm_up(population: Population, progress: Progress = unwatched) -> None:
    """Do what the first questions would otherwise wait for: compile, count, map into memory.

    Meant for a thread in the background; a question asked meanwhile is answered all the same.

    Args:
        population: The faces.
        progress: Told the share done, 0 to 1, if these faces have to be counted.
    """
    population.histograms(progress)
    if population.store.count:
        some = population.select(sample_size=2 * SHARE * FEWEST)  # enough to be sampled again
        for statistic in (Mean(), Median(), Deviation()):
            statistic(some)
        population.store.faces.reshape(-1)[::PAGE].max()  # touches every page of the map


def _shares(faces: SomeFaces) -> list[tuple[float, Selection]]:
    """Return the selections that faces consist of, with the share of each.

    Raises:
        EmptySelectionError: If no face is selected.
    """
    if isinstance(faces, Mixture):
        return [(float(share), stratum) for share, stratum in faces.strata]
    faces.require_faces()
    return [(1.0, faces)]


def _mean(selection: Selection) -> np.ndarray:
    """Return the mean of each channel, float64 (channels,)."""
    rows, left_out = selection.fewest_rows
    sums = sum_rows(flat_faces(selection.population.store), rows)
    if left_out:
        sums = selection.population.histograms().sums - sums
    return sums / selection.support


def _mean_and_variance(selection: Selection) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean and the variance of each channel, float64 (channels,) both."""
    rows, left_out = selection.fewest_rows
    sums, squares = sum_squares(flat_faces(selection.population.store), rows)
    if left_out:
        everyone = selection.population.histograms()
        sums, squares = everyone.sums - sums, everyone.squares - squares
    n = selection.support
    return sums / n, (np.uint64(n) * squares - sums * sums) / n**2


def _between(lower: np.ndarray, upper: np.ndarray, fraction: float) -> np.ndarray:
    """Go a fraction of the way, counted from the nearer end, as numpy does to the last bit."""
    if fraction < 0.5:
        return lower + (upper - lower) * fraction
    return upper - (upper - lower) * (1 - fraction)


def _as_image(values: np.ndarray, faces: SomeFaces) -> np.ndarray:
    size = faces.population.store.size_px
    return values.astype(np.float32).reshape(size, size, 3)
