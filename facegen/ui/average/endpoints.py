"""The named endpoints of the averages: one statistic of a query, and what its faces share."""

from collections.abc import Callable
from typing import Any, Literal

from facegen.answers.context import Context
from facegen.answers.portraits import MOST_SAMPLE, PortraitRequest, portrait
from facegen.checks import whole
from facegen.images import data_uri
from facegen.statistics.attributes import Lift
from facegen.ui.widgets.chips import query_of


def average_endpoints(context: Context) -> list[Callable[..., Any]]:
    """Return what answers.

    Args:
        context: The datasets.
    """

    def average_face(
        store: str = "",
        required: list[str] = [],  # noqa: B006 - it is read alone, and the API shows it
        excluded: list[str] = [],  # noqa: B006
        statistic: Literal["mean", "median", "quantile", "std"] = "mean",
        quantile: float = 0.5,
        sample_size: int = 0,
        seed: int = 0,
    ) -> dict[str, Any]:
        """Compute the average face of everybody who has some attributes and lacks others.

        Args:
            store: Key of a dataset, from `datasets`; empty takes the one shown first.
            required: Attributes the faces must have, such as ["Smiling", "Young"].
            excluded: Attributes they must not have, such as ["Male"].
            statistic: Of each pixel over the faces: mean, median, a quantile, or std, the standard
                deviation (white is 100 of 255).
            quantile: Which quantile, 0 to 1; only the statistic quantile looks at it.
            sample_size: Take so many of the matching faces at random, from 0; 0 takes all.
            seed: Of that sample, a whole number from 0.

        Returns:
            image (a data URI), title, support (faces used), matched (faces that match), faces (in
            the dataset) and seconds.

        Example:
            median = client.predict("bundled", ["Young"], [], "median", api_name="/average_face")
        """
        query = query_of({"required": required, "excluded": excluded})
        size = whole("sample_size", sample_size, 0, MOST_SAMPLE) or None
        key = store or context.default
        made = portrait(context, PortraitRequest(key, query, statistic, quantile, size, seed))
        return {
            "image": data_uri(made.image),
            "title": made.title,
            "support": made.selection.support,
            "matched": made.selection.matched,
            "faces": made.selection.population.store.count,
            "seconds": made.seconds,
        }

    def shared_attributes(
        store: str = "",
        required: list[str] = [],  # noqa: B006
        excluded: list[str] = [],  # noqa: B006
    ) -> list[dict[str, Any]]:
        """Say which attributes are more, and which less, frequent among some faces than in all.

        Args:
            store: Key of a dataset, from `datasets`; empty takes the one shown first.
            required: Attributes the faces must have, such as ["Eyeglasses"].
            excluded: Attributes they must not have.

        Returns:
            A list with, for each attribute, its share among these faces, in the whole dataset, and
            their ratio, the lift.

        Example:
            rows = client.predict(required=["Eyeglasses"], api_name="/shared_attributes")
        """
        query = query_of({"required": required, "excluded": excluded})
        population = context.population(store or context.default)
        return [vars(row) for row in Lift()(population.select(query))]

    return [average_face, shared_attributes]
