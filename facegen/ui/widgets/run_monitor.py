"""Run monitor: which run is watched, how it goes, and what can be done with it.

It alone asks the server what has changed; the other widgets of the tab hear of it in the browser.
"""

from typing import Any

import gradio as gr

from facegen.ui.widgets import asset

_TEMPLATE = """
<div class="monitor-head">
  <label>Run <select class="monitor-run" aria-label="Run"></select></label>
  <label>Compare with <select class="monitor-other" aria-label="Compare with"></select></label>
</div>
<div class="monitor-state" role="status">
  <span class="monitor-dot" aria-hidden="true"></span>
  <strong class="monitor-name"></strong>
  <span class="monitor-what"></span>
</div>
<div class="monitor-bar" role="progressbar" aria-label="Share of the budget that is spent"
     aria-valuemin="0" aria-valuemax="100"><span></span></div>
<dl class="monitor-figures"></dl>
<p class="monitor-said" aria-live="polite"></p>
<div class="monitor-actions"></div>
"""


def run_monitor() -> gr.HTML:
    """Make the widget; it sends `submit` when a person wants something done with the run.

    Its value is `{"run": name, "other": name, "action": {"what", "run", ...}}`; a run of None
    leaves the choice to the widget, which takes the newest.
    """
    return gr.HTML(
        value=monitor_value(),  # type: ignore[arg-type]
        html_template=_TEMPLATE,
        css_template=asset("run_monitor.css"),
        js_on_load=asset("run_monitor.js"),
        apply_default_css=False,
        elem_id="training-monitor",
        told={},
        actions={},
    )


def monitor_value(run: str | None = None, other: str | None = None) -> dict[str, Any]:
    """Write which run is watched and which one is laid over it."""
    return {"run": run, "other": other, "action": None}
