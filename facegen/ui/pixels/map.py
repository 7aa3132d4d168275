"""Pixel map: a face on which a person chooses one pixel."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr

from facegen.checks import whole
from facegen.ui.assets import styles
from facegen.ui.scripts import starting
from facegen.wire import to_values

_TEMPLATE = """
<div class="map-layers segments" role="group" aria-label="What the map shows">
  <button type="button" data-layer="face">Face</button>
  <button type="button" data-layer="correlation">Correlation with this pixel</button>
</div>
<div class="map-frame" tabindex="0" role="slider" aria-label="Pixel; move with the arrow keys"
     aria-valuenow="0">
  <img class="map-face" alt=""><img class="map-overlay" alt="Correlation of every pixel with the
  chosen one" hidden>
  <span class="map-mark" aria-hidden="true"></span>
</div>
<p class="map-legend" hidden>darker where this one is brighter <i></i> brighter with it;
  white: no connection</p>
<p class="map-words" aria-live="polite"></p>
"""


@dataclass(frozen=True)
class Pixel:
    """The widget's value: column and row of the pixel chosen."""

    x: int
    y: int


@dataclass(frozen=True)
class MapPicture:
    """What the map is of.

    Attributes:
        src: The face, a data URI.
        overlay: What can be laid over it, a data URI; None if nothing can.
        size: Its side, pixels.
        alt: What it shows, for who cannot see it.
        caption: Its numbers.
        link: What brings this state back, for the address bar.
    """

    src: str
    overlay: str | None
    size: int
    alt: str
    caption: str
    link: str


def pixel_map(name: str, x: int, y: int) -> gr.HTML:
    """Make the widget; it sends `input` whenever a person chooses another pixel."""
    return gr.HTML(
        value=to_values(Pixel(x, y)),  # type: ignore[arg-type]
        html_template=_TEMPLATE,
        css_template=styles("widgets/shared.css", "pixels/map.css"),
        js_on_load=starting("pixels/map.js"),
        apply_default_css=False,
        elem_id=f"{name}-map",
        picture={},
    )


def pixel_of(value: Any, size_px: int) -> tuple[int, int]:
    """Read the widget's value as column and row.

    Args:
        value: What the browser sent.
        size_px: Side of the face; a pixel beyond it, as after a change of dataset, moves to the
            edge.

    Raises:
        QueryError: If it is not two whole numbers from 0 up.
    """
    given = value if isinstance(value, Mapping) else {}
    x, y = (whole(f"pixel {key}", given.get(key), 0, 2**31) for key in ("x", "y"))
    return min(x, size_px - 1), min(y, size_px - 1)
