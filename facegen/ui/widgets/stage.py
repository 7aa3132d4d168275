"""Stage: the large picture of a tab, with what it shows, a link to it and a download."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from facegen.attributes import Query
from facegen.ui.assets import styles
from facegen.ui.scripts import starting
from facegen.wire import to_values

TEMPLATE = """
<div class="stage-views segments" role="group" aria-label="How to compare"
     hidden>
  <button type="button" data-view="wipe">Wipe</button>
  <button type="button" data-view="side">Side by side</button>
  <button type="button" data-view="difference">Difference</button>
</div>
<div class="stage-words" aria-live="polite"></div>
<div class="stage-shown">
  <div class="stage-frame"><p class="waiting">Adding up the faces …</p></div>
  <div class="stage-tools tools" hidden>
    <button type="button" class="stage-save">Download PNG</button>
    <button type="button" class="stage-link">Copy link</button>
    <button type="button" class="stage-pixels" aria-pressed="false">True pixels</button>
  </div>
</div>
<input type="range" class="stage-handle" min="0" max="100" value="50" aria-label="Wipe from A to B"
       hidden>
"""


@dataclass(frozen=True)
class Shown:
    """One picture on the stage.

    Attributes:
        src: The picture as a data URI.
        alt: What it shows, for who cannot see it.
        title: What it is, in a few words.
        caption: Its numbers.
        file: Name of the download, without ending.
    """

    src: str
    alt: str
    title: str
    caption: str
    file: str


@dataclass(frozen=True)
class Suggestion:
    """A query to go to from a message, and the chips it is for."""

    label: str
    query: Query
    target: str


@dataclass(frozen=True)
class Message:
    """Words in the place of the picture, with ways on."""

    text: str
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True)
class Stage:
    """What the widget shows.

    Attributes:
        faces: One picture or two; none where there is a message.
        difference: Of two.
        message: In the place of the pictures.
        link: What brings this state back, for the address bar.
        aspect: Width of a picture over its height.
    """

    faces: tuple[Shown, ...] = ()
    difference: Shown | None = None
    message: Message | None = None
    link: str | None = None
    aspect: float = 1.0


def stage(name: str) -> gr.HTML:
    """Make the widget, empty until a value comes."""
    return gr.HTML(
        value=stage_value([]),  # type: ignore[arg-type]
        html_template=TEMPLATE,
        css_template=styles("widgets/shared.css", "widgets/stage.css"),
        js_on_load=starting("widgets/stage.js"),
        apply_default_css=False,
        elem_id=f"{name}-stage",
        name=name,
    )


def stage_value(
    faces: list[Shown],
    difference: Shown | None = None,
    link: str | None = None,
    aspect: float = 1,
) -> dict[str, Any]:
    """Write what the stage shows: one picture, or two and their difference; see `Stage`."""
    return to_values(Stage(tuple(faces), difference, None, link, aspect))


def message_value(text: str, suggestions: list[Suggestion], link: str | None) -> dict[str, Any]:
    """Write a message in the place of the picture, with ways on."""
    return to_values(Stage(message=Message(text, tuple(suggestions)), link=link))
