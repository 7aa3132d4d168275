"""Latent panel: a face under sliders, every scale of it live, and ways from face to face.

It asks the plain routes of `facegen.ui.latent.routes` by itself; Gradio only tells it which state a
link wants.
"""

import re
from collections.abc import Mapping
from typing import Any

import gradio as gr

from facegen.ui.assets import styles
from facegen.ui.scripts import starting

STYLES = tuple(
    f"latent/{part}.css"
    for part in (
        "panel",
        "stage",
        "sliders",
        "ways",
        "photo/framing",
        "photo/camera",
        "photo/tuning",
    )
)

_TEMPLATE = """
<div class="lp-stage">
  <div class="lp-shown">
    <div class="lp-frame">
      <canvas class="lp-big" width="512" height="512" role="img" aria-label="The face"></canvas>
      <p class="lp-waiting">Painting a face …</p>
      <div class="lp-message" role="status" hidden></div>
    </div>
    <div class="lp-scales" role="group" aria-label="Every scale of the face"></div>
  </div>
  <p class="lp-words" aria-live="polite"></p>
  <div class="lp-bar">
    <button type="button" class="lp-new lp-accent">New face</button>
    <label class="lp-seed">Seed <input type="text" inputmode="numeric" aria-label="Seed"></label>
    <button type="button" class="lp-undo" aria-label="Undo">↶</button>
    <button type="button" class="lp-redo" aria-label="Redo">↷</button>
    <button type="button" class="lp-star" aria-label="Keep among your favourites">☆ Keep</button>
    <details class="lp-more"><summary>Save and share</summary><div>
      <button type="button" class="lp-link">Copy link</button>
      <button type="button" class="lp-png">Picture (PNG)</button>
      <button type="button" class="lp-json">Numbers (JSON)</button>
      <button type="button" class="lp-pixels" aria-pressed="false">True pixels</button>
      <!--served--><button type="button" class="lp-explorer" hidden>Download this
        explorer</button><!--/served-->
      <p>A saved picture remembers its face: drop it on this page to go on from it.</p>
    </div></details>
  </div>
  <div class="lp-sound" hidden>
    <label><input type="checkbox"> New faces only from those that hold together</label>
    <details class="lp-what"><summary>Which are these?</summary><p></p></details>
  </div>
  <div class="lp-favourites" role="group" aria-label="Your favourites, kept in this browser"></div>
  <div class="lp-bar lp-views" role="group" aria-label="How to show the scales">
    <span>Every scale</span>
    <button type="button" data-view="same">Same size</button>
    <button type="button" data-view="true">True size</button>
    <button type="button" data-view="added">What each adds</button>
  </div>
  <!--served-->
  <details class="lp-nearest"><summary>Is it a copy? The nearest training faces</summary>
    <progress max="1" value="0" hidden></progress><p role="status"></p><div></div>
  </details><!--/served-->
</div>
<div class="lp-console">
  <div class="lp-bar lp-ways" role="tablist" aria-label="Ways to change the face">
    <button type="button" role="tab" data-way="sliders">Sliders</button>
    <button type="button" role="tab" data-way="path">From A to B</button>
    <button type="button" role="tab" data-way="mix">Mix</button>
    <button type="button" role="tab" data-way="grid">64 faces</button>
    <!--served--><button type="button" role="tab" data-way="photo">Your photo</button><!--/served-->
  </div>
  <section data-way="sliders">
    <div class="lp-bar"><input type="search" class="lp-find" placeholder="Find a slider"
      aria-label="Find a slider"><button type="button" class="lp-reset">Reset all</button></div>
    <div class="lp-sliders"></div>
  </section>
  <section data-way="path" hidden></section>
  <section data-way="mix" hidden></section>
  <section data-way="grid" hidden></section>
  <section data-way="photo" hidden></section>
  <!--served--><label class="lp-choose">Generator <select aria-label="Generator"></select></label>
  <div class="lp-where" hidden><label class="lp-choose">Faces are made
      <select aria-label="Where faces are made"><option value="browser">in your browser</option>
      <option value="server">on the server</option></select></label>
    <p role="status"></p></div>
  <details class="lp-hub"><summary>Another one, from the Hub</summary>
    <form class="lp-bar">
      <input type="text" placeholder="owner/name" aria-label="Repository on the Hub"
        aria-describedby="lp-hub-words" maxlength="300" spellcheck="false" autocomplete="off"
        autocapitalize="none">
      <button type="submit">Fetch</button><button type="button" hidden>Stop</button>
    </form>
    <progress max="1" value="0" hidden></progress>
    <p id="lp-hub-words" role="status">A model repository that was pushed from the Training tab.</p>
  </details><!--/served-->
</div>
"""
_SERVED = re.compile(r"<!--served-->.*?<!--/served-->", re.DOTALL)


def markup_alone() -> str:
    """Return the panel's markup without what needs a server."""
    return _SERVED.sub("", _TEMPLATE)


def latent_panel(fields: Mapping[str, str]) -> gr.HTML:
    """Make the widget.

    Args:
        fields: The state to open with, as `facegen.latent.request` reads them.
    """
    return gr.HTML(
        value=dict(fields),  # type: ignore[arg-type]
        html_template=_TEMPLATE,
        css_template=styles(*STYLES),
        js_on_load=starting("latent/panel.js"),
        apply_default_css=False,
        elem_id="latent-panel",
    )


def panel_update(fields: Mapping[str, str]) -> Any:
    """Bring the panel to another state."""
    return gr.HTML(value=dict(fields))  # type: ignore[arg-type]
