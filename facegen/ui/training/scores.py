"""Run scores: what the discriminator says of samples and of real faces at the time shown."""

import gradio as gr

from facegen.ui.assets import styles
from facegen.ui.scripts import starting

_TEMPLATE = """
<p class="scores-title">What the discriminator says</p>
<div class="scores-plot" role="img" aria-label="What the discriminator says"></div>
<p class="scores-legend legend"></p>
"""


def run_scores() -> gr.HTML:
    """Make the widget; it follows the time line of the grids."""
    return gr.HTML(
        value=None,
        html_template=_TEMPLATE,
        css_template=styles("widgets/shared.css", "training/scores.css"),
        js_on_load=starting("training/scores.js"),
        apply_default_css=False,
        elem_id="training-scores",
    )
