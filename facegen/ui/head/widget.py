"""Page head: one line with the page's name, which faces are shown, how many, and a link to share.

Its value is the key of the dataset. It sends `input` when another one is chosen, and `submit` when
all of its faces are wanted again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr

from facegen.answers import links
from facegen.answers.context import Context
from facegen.attributes import Query
from facegen.ui.assets import styles
from facegen.ui.scripts import starting
from facegen.wire import to_values

WHY = {
    True: "These faces belong to nobody. Why?",
    False: "These faces are of real people. What may be done with them?",
}
"""What the notice answers, by whether faces are synthetic."""

_TEMPLATE = """
<h1>facegen</h1>
<select class="head-faces" aria-label="Faces"></select>
<p class="head-asked" role="status" hidden><span></span>
  <button type="button" class="head-all" aria-label="All faces again">✕</button></p>
<details class="head-notice" hidden><summary></summary><p></p></details>
<button type="button" class="head-share tool">Share</button>
<p class="head-dropped" role="alert" hidden><span></span>
  <button type="button" class="head-read" aria-label="Close">✕</button></p>
<p class="head-refused" role="alert" hidden><span></span>
  <button type="button" class="head-read" aria-label="Close">✕</button></p>
"""


@dataclass(frozen=True)
class Head:
    """What the head says of the faces that are shown.

    Attributes:
        why: What the notice is asked; empty where there is none.
        notice: What to know before using the faces.
        asked: Which of them are meant, and how many they are; empty for all.
        population: The fields of a link that mean them.
        dropped: What of a link could not be followed; empty where all could.
        choices: The datasets there are, each what to show and its key.
    """

    why: str = ""
    notice: str = ""
    asked: str = ""
    population: Mapping[str, str] = field(default_factory=dict)
    dropped: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def head_of(context: Context, store: str, query: Query, dropped: str = "") -> Head:
    """Say which faces of a dataset a query means.

    Raises:
        StoreError: If there is no such dataset.
        QueryError: If the query names attributes the dataset does not have.
    """
    faces = context.population(store)
    manifest = faces.store.manifest
    asked = ""
    if query != Query():
        matching = faces.select(query).matched
        asked = f"{query}: {matching:,} of {manifest.count:,}"
    why = WHY[manifest.synthetic] if manifest.notice else ""
    fields = {"store": "" if store == context.default else store, **links.query_fields(query)}
    population = {key: text for key, text in fields.items() if text}
    return Head(why, manifest.notice, asked, population, dropped, tuple(context.choices()))


def needed_ahead() -> dict[str, list[str]]:
    """Return what tabs need beside their own scripts: Gradio's module that draws charts."""
    assets = Path(gr.__file__).with_name("templates") / "frontend" / "assets"
    return {"pixels": [f"assets/{one.name}" for one in assets.glob("PlotlyPlot-*.js")]}


def page_head(chosen: str, said: Head) -> gr.HTML:
    """Make the widget.

    Args:
        chosen: Key of the dataset shown.
        said: Of its faces.
    """
    return gr.HTML(
        value=chosen,
        html_template=_TEMPLATE,
        css_template=styles("widgets/shared.css", "head/head.css"),
        js_on_load=starting("head/head.js", ahead=needed_ahead()),
        apply_default_css=False,
        elem_id="head",
        said=to_values(said),
    )


def head_saying(said: Head) -> Any:
    """Say something else of the faces of the dataset that is shown."""
    return gr.HTML(said=to_values(said))


def head_showing(store: str, said: Head) -> Any:
    """Show another dataset, and say something of its faces."""
    return gr.HTML(value=store, said=to_values(said))
