"""Run curves: the metrics of the watched run as small charts, and what they mean."""

import gradio as gr

from facegen.ui.assets import styles
from facegen.ui.scripts import starting

_TEMPLATE = """
<div class="curves-head">
  <div class="curves-smoothing segments" role="group" aria-label="Smoothing">
    <button type="button" data-smooth="0">Raw</button>
    <button type="button" data-smooth="0.6">Smooth</button>
    <button type="button" data-smooth="0.9">Smoother</button>
  </div>
  <span class="curves-hint"></span>
</div>
<div class="curves-panels"></div>
<details class="curves-more">
  <summary>More curves</summary>
  <div class="curves-panels"></div>
</details>
<details class="curves-report"><summary>How good is it?</summary><div></div></details>
<details class="curves-story"><summary>What am I seeing?</summary><div></div></details>
"""


def run_curves() -> gr.HTML:
    """Make the widget; it shows what the run monitor tells."""
    return gr.HTML(
        value=None,
        html_template=_TEMPLATE,
        css_template=styles("widgets/shared.css", "training/curves.css"),
        js_on_load=starting("training/curves.js"),
        apply_default_css=False,
        elem_id="training-curves",
    )
