"""The named endpoints of the averages: one statistic of a query, and what its faces share."""

from typing import Any

from gradio.events import api

from facegen.answers.context import Context
from facegen.answers.portraits import PortraitRequest, portrait
from facegen.images import data_uri
from facegen.statistics.attributes import Lift
from facegen.ui.handlers import answering
from facegen.ui.widgets.chips import query_of


def add_average_endpoints(context: Context) -> None:
    """Add the endpoints to the page being built.

    Args:
        context: The datasets.
    """

    @answering
    def average_face(
        store: str,
        required: list[str],
        excluded: list[str],
        statistic: str = "mean",
        quantile: float = 0.5,
        sample_size: int = 0,
        seed: int = 0,
    ) -> dict[str, Any]:
        """Compute one statistic of the matching faces; sample_size 0 takes all of them."""
        query = query_of({"required": required, "excluded": excluded})
        asked = PortraitRequest(store, query, statistic, quantile, sample_size or None, seed)
        made = portrait(context, asked)
        return {
            "image": data_uri(made.image),
            "title": made.title,
            "support": made.selection.support,
            "matched": made.selection.matched,
            "faces": made.selection.population.store.count,
            "seconds": made.seconds,
        }

    @answering
    def shared_attributes(store: str, required: list[str], excluded: list[str]) -> list[dict]:
        """Say which attributes are over- and under-represented among the matching faces."""
        query = query_of({"required": required, "excluded": excluded})
        return [vars(row) for row in Lift()(context.population(store).select(query))]

    for endpoint in (average_face, shared_attributes):
        api(endpoint, api_name=endpoint.__name__)
