"""The named endpoint of the models of pixels: a sheet of samples."""

from typing import Any

from gradio.events import api

from facegen.answers.context import Context
from facegen.answers.sheets import SheetRequest, sheet
from facegen.images import data_uri
from facegen.ui.handlers import answering
from facegen.ui.widgets.chips import query_of


def add_pixels_endpoints(context: Context) -> None:
    """Add the endpoint to the page being built.

    Args:
        context: The datasets.
    """

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

    api(sample_faces, api_name="sample_faces")
