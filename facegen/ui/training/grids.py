"""Run grids: the samples of the watched run, at every scale, with a timeline since its start."""

import gradio as gr

from facegen.ui.assets import styles
from facegen.ui.scripts import starting

_TEMPLATE = """
<div class="grids-scales segments" role="group" aria-label="Scale"></div>
<div class="grids-frame"><canvas role="img" aria-label="Samples" tabindex="0"></canvas
  ><canvas role="img" aria-label="Samples" hidden></canvas>
  <div class="grids-empty" hidden></div></div>
<div class="grids-time">
  <button type="button" class="grids-play tool" aria-pressed="false">Play</button>
  <input type="range" class="grids-at" min="0" max="0" value="0" aria-label="Time in training">
  <span class="grids-live">Newest</span>
</div>
<p class="grids-title"></p>
<p class="grids-caption" aria-live="polite"></p>
<div class="tools">
  <button type="button" class="grids-save">Download PNG</button>
  <a class="grids-film" data-form="mp4" download>Download film</a>
  <a class="grids-film" data-form="gif" download>GIF</a>
  <button type="button" class="grids-pixels" aria-pressed="false">True pixels</button>
  <button type="button" class="grids-link">Copy link</button>
</div>
"""


def run_grids() -> gr.HTML:
    """Make the widget; it shows what the run monitor tells."""
    return gr.HTML(
        value=None,
        html_template=_TEMPLATE,
        css_template=styles("widgets/shared.css", "training/grids.css"),
        js_on_load=starting("training/grids.js"),
        apply_default_css=False,
        elem_id="training-grids",
    )
