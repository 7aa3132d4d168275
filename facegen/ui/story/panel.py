"""Story panel: on the left a stage that stays, on the right the steps that scroll by.

It asks the plain route of `facegen.ui.story.routes` by itself; Gradio only tells it which step a
link wants.
"""

from collections.abc import Mapping
from typing import Any

import gradio as gr

from facegen.answers.story.told import STEPS
from facegen.ui.assets import styles
from facegen.ui.scripts import starting
from facegen.ui.widgets.stage import TEMPLATE as STAGE

STYLES = (
    *("widgets/shared.css", "widgets/stage.css"),
    *("story/panel.css", "story/controls.css", "story/plot.css", "story/shown.css"),
    "story/duel.css",
)

_TEMPLATE = f"""
<div class="story-stage">
  <div class="story-bar">
    <button type="button" class="story-back" aria-label="To the step before">↑</button>
    <button type="button" class="story-on" aria-label="To the next step">↓</button>
    <span class="story-where" aria-live="polite"></span>
    <a class="story-skip" href="?tab=average">Skip the story</a>
  </div>
  <div class="story-shown" aria-busy="true">
    <div class="story-faces">{STAGE}</div>
    <div class="story-grid" role="group" aria-label="Pictures"></div>
    <figure class="story-plot"></figure>
    <figure class="story-duel" hidden></figure>
    <div class="story-batches"></div>
    <div class="story-tables"></div>
  </div>
</div>
<div class="story-text"></div>
"""


def story_panel(keeps: bool) -> gr.HTML:
    """Make the widget; it writes no address before the link of the visit has been followed.

    Args:
        keeps: Whether the server keeps a reader's own pictures.
    """
    return gr.HTML(
        value={"step": "", "choice": ""},  # type: ignore[arg-type]
        html_template=_TEMPLATE,
        css_template=styles(*STYLES),
        js_on_load=starting(
            "story/panel.js", steps=[step.shown(keeps) for step in STEPS], keeps=keeps
        ),
        apply_default_css=False,
        elem_id="story-panel",
    )


def panel_update(wanted: Mapping[str, str]) -> Any:
    """Bring the panel to a step."""
    return gr.HTML(value=dict(wanted))  # type: ignore[arg-type]
