"""The named endpoint of the models of pixels: a sheet of samples."""

from collections.abc import Callable
from typing import Any, Literal

from facegen.answers.context import Context
from facegen.answers.sheets import SheetRequest, sheet
from facegen.images import data_uri
from facegen.ui.widgets.chips import query_of


def pixels_endpoints(context: Context) -> list[Callable[..., Any]]:
    """Return what answers.

    Args:
        context: The datasets.
    """

    def sample_faces(
        store: str = "",
        required: list[str] = [],  # noqa: B006 - it is read alone, and the API shows it
        excluded: list[str] = [],  # noqa: B006
        model: Literal["pixels", "patches", "gaussian", "eigenfaces"] = "eigenfaces",
        patch_px: int = 8,
        components: int = 128,
        seed: int = 0,
    ) -> dict[str, Any]:
        """Draw 24 samples from a model of the pixels of some faces, as one picture.

        Args:
            store: Key of a dataset, from `datasets`; empty takes the one shown first.
            required: Attributes the faces must have that the model learns from.
            excluded: Attributes they must not have.
            model: pixels draws each pixel on its own, patches squares of them, gaussian each pixel
                from a bell curve, eigenfaces from a Gaussian over eigenfaces.
            patch_px: Side of a patch in pixels; only the model patches looks at it.
            components: Number of eigenfaces, 1 to 256; only the model eigenfaces looks at it.
            seed: Of the first sample, a whole number from 0.

        Returns:
            image (a data URI), title, support (faces learned from), neighbour_difference (mean
            difference of neighbouring pixels, 0 to 255), the same of the faces, and seconds.

        Example:
            drawn = client.predict(required=["Smiling"], model="patches", api_name="/sample_faces")
        """
        query = query_of({"required": required, "excluded": excluded})
        key = store or context.default
        drawn = sheet(context, SheetRequest(key, query, model, patch_px, components, seed))
        return {
            "image": data_uri(drawn.image),
            "title": drawn.title,
            "support": drawn.support,
            "neighbour_difference": drawn.noise,
            "neighbour_difference_of_faces": drawn.noise_of_faces,
            "seconds": drawn.seconds,
        }

    return [sample_faces]
