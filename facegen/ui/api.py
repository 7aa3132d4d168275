"""The named endpoints: what the page shows, asked for in plain values and answered in JSON."""

from typing import Any

from gradio.events import api

from facegen.answers.context import Context
from facegen.answers.portraits import PortraitRequest, portrait
from facegen.answers.sheets import SheetRequest, sheet
from facegen.images import data_uri
from facegen.statistics.attributes import Lift
from facegen.ui.handlers import answering
from facegen.ui.latent_api import add_latent_endpoints
from facegen.ui.widgets.chips import query_of


def add_endpoints(context: Context) -> None:
    """Add the endpoints to the page being built.

    Args:
        context: The datasets.
    """

    @answering
    def datasets() -> list[dict[str, Any]]:
        """List the datasets: key, title, number of faces, whether synthetic, attributes."""
        manifests = [(key, context.population(key).store.manifest) for _, key in context.choices()]
        return [
            {
                "store": key,
                "title": manifest.title,
                "faces": manifest.count,
                "synthetic": manifest.synthetic,
                "attributes": list(manifest.attribute_names),
            }
            for key, manifest in manifests
        ]

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

    @answering
    def sample_faces(
        store: str,
        required: list[str],
        excluded: list[str],
        model: str = "eigenfaces",
        patch_px: int = 8,
        components: int = 128,
        seed: int = 0,
    ) -> dict[str, Any]:
        """Draw a sheet of samples from a model of the matching faces."""
        query = query_of({"required": required, "excluded": excluded})
        drawn = sheet(context, SheetRequest(store, query, model, patch_px, components, seed))
        return {
            "image": data_uri(drawn.image),
            "title": drawn.title,
            "support": drawn.support,
            "neighbour_difference": drawn.noise,
            "neighbour_difference_of_faces": drawn.noise_of_faces,
            "seconds": drawn.seconds,
        }

    add_latent_endpoints(context)
    for endpoint in (datasets, average_face, shared_attributes, sample_faces):
        api(endpoint, api_name=endpoint.__name__)
