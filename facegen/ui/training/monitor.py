"""Run monitor: which run is watched, how it goes, and what can be done with it.

It alone asks the server what has changed; the other widgets of the tab hear of it in the browser.
"""

from collections.abc import Mapping
from typing import Any

import gradio as gr

from facegen.errors import QueryError
from facegen.ui.assets import styles
from facegen.ui.scripts import starting

_TEMPLATE = """
<div class="monitor-begin">
  <button type="button" class="monitor-try">Try it in two minutes</button>
  <button type="button" class="monitor-own">A run of your own …</button>
</div>
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
<div class="monitor-actions tools"></div>
<dl class="monitor-figures"></dl>
<p class="monitor-said" aria-live="polite"></p>
<details class="monitor-back">
  <summary>Go back, or branch off</summary>
  <div>
    <label>After <select class="monitor-checkpoint" aria-label="Checkpoint"></select></label>
    <button type="button" class="monitor-restart"
      title="Forgets what came after that checkpoint and goes on from there."></button>
    <button type="button" class="monitor-branch"
      title="A new run from that checkpoint with other settings; this one stays.">Branch off …
    </button>
  </div>
</details>
"""


def run_monitor(offers: Mapping[str, Any], allowed: bool) -> gr.HTML:
    """Make the widget.

    It sends `submit` when a person wants something done, and `select` when one wants to branch off
    a checkpoint. Its value is `{"run", "other", "shown", "action"}`: names of the run chosen (None
    takes the newest), of the one laid over it, and of the one in sight; and
    `{"what", "run", ...}`.

    Args:
        offers: The buttons of each state of a run.
        allowed: Whether anything may be done here at all.
    """
    return gr.HTML(
        value=monitor_value(),  # type: ignore[arg-type]
        html_template=_TEMPLATE,
        css_template=styles("widgets/shared.css", "training/monitor.css"),
        js_on_load=starting("training/monitor.js"),
        apply_default_css=False,
        elem_id="training-monitor",
        told={},
        offers=offers,
        allowed=allowed,
    )


def monitor_value(run: str | None = None, other: str | None = None) -> dict[str, Any]:
    """Write which run is watched and which one is laid over it."""
    return {"run": run, "other": other, "shown": run, "action": None}


def shown_run(value: Any) -> str:
    """Return the name of the run in sight.

    Raises:
        QueryError: If there is none.
    """
    name = value.get("shown") if isinstance(value, Mapping) else None
    if not isinstance(name, str):
        raise QueryError("There is no run to do that with; start or choose one first.")
    return name
