"""Latent: drag sliders over a generator, and see every scale of the face change under the hand."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import gradio as gr

from facegen.answers.context import Context
from facegen.checks import known_names
from facegen.latent.request import REQUEST_FIELDS, FaceRequest
from facegen.shipped import OPENING_FACE
from facegen.ui.latent.panel import latent_panel, panel_update
from facegen.ui.titles import TITLES

TAB = "latent"
TITLE = TITLES[TAB]


class LatentTab:
    """The tab's widgets and what they do.

    Args:
        context: The datasets and generators.
    """

    query = None  # it asks for no faces

    def __init__(self, context: Context) -> None:
        """Lay out the widgets."""
        self.context = context
        gr.Markdown(
            "## What lies between two faces?\n"
            "A generator turns a list of numbers into a face that belongs to nobody. Drag a "
            "slider and watch it become somebody else.",
            elem_classes="facegen-question",
        )
        self.panel = latent_panel(OPENING_FACE)
        with gr.Accordion("What am I seeing?", open=False):
            gr.Markdown(EXPLANATION)

    @property
    def controls(self) -> list[Any]:
        """The widgets that a link sets, in the order of `restore`."""
        return [self.panel]

    def restore(self, fields: Mapping[str, str]) -> list[Any]:
        """Return what the panel becomes under a link; of a dataset alone its face stays.

        Raises:
            QueryError: If a field means nothing.
            ModelError: If the link names no generator that is here.
        """
        wanted = {
            key: value
            for key, value in fields.items()
            if key not in ("tab", "store") and not key.startswith("__")  # __theme is Gradio's
        }
        if not wanted and "tab" not in fields:
            return [gr.skip()]
        known_names(wanted, REQUEST_FIELDS, slips_only=True)
        wanted = {key: value for key, value in wanted.items() if key in REQUEST_FIELDS}
        asked = FaceRequest.read(wanted)
        if asked.checkpoint:
            self.context.checkpoints.find(asked.checkpoint)
        return [panel_update(wanted or OPENING_FACE)]

    def look_for(self, mean_face: Mapping[str, str]) -> Any:
        """Return what the panel becomes to look for the face nearest to a mean face.

        Args:
            mean_face: Its dataset and query, in the fields of a link.
        """
        return panel_update({"like": urlencode(mean_face, safe=",")})

    def refresh(self, event: Any, opened: gr.Textbox) -> None:
        """Do nothing: the panel asks for its pictures by itself."""


EXPLANATION = (
    "A **generator** has learned from real faces to turn random numbers, the *latent*, into a "
    "picture. A small network first turns the latent into a *style*; the style then tells each "
    "scale, from 4 pixels up, what to draw. All scales you see are the generator's own outputs, "
    "not one picture made smaller: this is what its training compared with real faces, scale by "
    "scale (MSG-GAN, Karnewar and Wang 2020).\n\n"
    "A **slider** adds a direction to the style, in units of one standard deviation over random "
    "faces. *Principal components* are the directions in which styles differ most and have no "
    "names; *attribute directions* were found with a network that names attributes, and move "
    "what usually goes with an attribute too: that is the data's habit, not a law.\n\n"
    "**Truncation** draws a face towards the mean style: less varied, more typical, often "
    "cleaner. No face here is of a real person; how near it comes to one in the training data "
    "is something to check, not to trust."
)
