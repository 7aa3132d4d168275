"""Gallery: small pictures with captions, as plain figures in a page."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from facegen.ui.assets import styles
from facegen.ui.scripts import starting
from facegen.wire import to_values


@dataclass(frozen=True)
class Thumbnail:
    """One picture: a data URI, its caption, and what it shows for who cannot see it."""

    src: str
    caption: str
    alt: str


def gallery(name: str) -> gr.HTML:
    """Make the widget, empty."""
    return gr.HTML(
        value=[],  # type: ignore[arg-type]
        html_template="<p></p>",
        css_template=styles("widgets/gallery.css"),
        js_on_load=starting("widgets/gallery.js"),
        apply_default_css=False,
        elem_id=f"{name}-gallery",
    )


def gallery_value(pictures: list[Thumbnail]) -> list[dict[str, Any]]:
    """Write what the gallery shows."""
    return to_values(pictures)
