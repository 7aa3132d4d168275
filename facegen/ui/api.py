"""The named endpoints: what the page shows, asked for in plain values and answered in JSON."""

from typing import Any

from gradio.events import api

from facegen.answers.context import Context
from facegen.ui.average.endpoints import add_average_endpoints
from facegen.ui.handlers import answering
from facegen.ui.latent.endpoints import add_latent_endpoints
from facegen.ui.pixels.endpoints import add_pixels_endpoints


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

    api(datasets, api_name="datasets")
    add_average_endpoints(context)
    add_pixels_endpoints(context)
    add_latent_endpoints(context)
