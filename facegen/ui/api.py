"""The named endpoints: what the page shows, asked for in plain values and answered in JSON."""

from typing import Any

from facegen.answers.context import Context
from facegen.ui.average.endpoints import average_endpoints
from facegen.ui.endpoint import Endpoint, endpoint
from facegen.ui.latent.endpoints import latent_endpoints
from facegen.ui.pixels.endpoints import pixels_endpoints


def endpoints(context: Context) -> list[Endpoint]:
    """Return every named endpoint.

    Args:
        context: The datasets and generators.
    """

    def datasets() -> list[dict[str, Any]]:
        """List the datasets.

        Returns:
            A list with, for each, store (its key), title, faces (how many), synthetic (whether
            they show nobody) and attributes (their names).

        Example:
            (first, *others) = client.predict(api_name="/datasets")
        """
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

    answers = [
        datasets,
        *average_endpoints(context),
        *pixels_endpoints(context),
        *latent_endpoints(context),
    ]
    return [endpoint(answer) for answer in answers]


def add_endpoints(context: Context) -> None:
    """Add the endpoints to the page being built.

    Args:
        context: The datasets.
    """
    for one in endpoints(context):
        one.add()
