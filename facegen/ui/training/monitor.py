"""Run monitor: which run is watched, how it goes, and what can be done with it.

It alone asks the server what has changed; the other widgets of the tab hear of it in the browser.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr

from facegen.answers.runs.actions import STATES
from facegen.errors import QueryError
from facegen.ui.assets import styles
from facegen.ui.scripts import starting
from facegen.ui.training.form import PRESET_TITLES
from facegen.wire import to_values

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
  <strong class="monitor-name">Looking for runs …</strong>
  <span class="monitor-what"></span>
</div>
<div class="monitor-bar" role="progressbar" aria-label="Share of the budget that is spent"
     aria-valuemin="0" aria-valuemax="100"><span></span></div>
<div class="monitor-actions tools"></div>
<dl class="monitor-figures"></dl>
<p class="monitor-said" aria-live="polite"></p>
<div class="monitor-told" aria-live="polite"></div>
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


@dataclass(frozen=True)
class MonitorValue:
    """What the widget and the server tell each other; names of runs.

    Attributes:
        run: The one chosen; None takes the newest.
        other: The one laid over it, if any.
        shown: The one in sight.
        action: What a person wants done, `{"what", "run", ...}`.
    """

    run: str | None = None
    other: str | None = None
    shown: str | None = None
    action: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Told:
    """What was done.

    Attributes:
        text: In a sentence.
        undo: What takes it back; empty if nothing does.
        at: When, seconds since 1970: the same done again is news.
    """

    text: str = ""
    undo: str = ""
    at: float = 0.0


def run_monitor(allowed: bool) -> gr.HTML:
    """Make the widget.

    It sends `submit` when a person wants something done, and `select` when one wants to branch off
    a checkpoint.

    Args:
        allowed: Whether anything may be done here at all.
    """
    return gr.HTML(
        value=monitor_value(),  # type: ignore[arg-type]
        html_template=_TEMPLATE,
        css_template=styles("widgets/shared.css", "training/monitor.css"),
        js_on_load=starting(
            "training/monitor.js",
            states=to_values(STATES),
            presets=PRESET_TITLES,
            allowed=allowed,
        ),
        apply_default_css=False,
        elem_id="training-monitor",
        told=to_values(Told()),
    )


def monitor_value(run: str | None = None, other: str | None = None) -> dict[str, Any]:
    """Write which run is watched and which one is laid over it."""
    return to_values(MonitorValue(run, other, shown=run))


def shown_run(value: Any) -> str:
    """Return the name of the run in sight.

    Raises:
        QueryError: If there is none.
    """
    name = value.get("shown") if isinstance(value, Mapping) else None
    if not isinstance(name, str):
        raise QueryError("There is no run to do that with; start or choose one first.")
    return name
