"""Training: start a run, follow it from anywhere, lose nothing."""

from collections.abc import Mapping
from typing import Any

import gradio as gr

from facegen.ui.context import Context
from facegen.ui.widgets.run_curves import run_curves
from facegen.ui.widgets.run_grids import run_grids
from facegen.ui.widgets.run_monitor import monitor_value, run_monitor

TAB = "training"


class TrainingTab:
    """The tab's widgets and what they do.

    Args:
        context: The datasets and runs.
        store: The dataset chooser of the page: what a new run learns from.
        opened: Holds the name of the open tab.
    """

    def __init__(self, context: Context, store: gr.Dropdown, opened: gr.Textbox) -> None:
        """Lay out the widgets and wire them."""
        self.context, self._store, self._opened = context, store, opened
        gr.Markdown(
            "## How does a network learn what a face is?\n"
            "One network paints, another judges; neither was ever told what a face is. Drag the "
            "time line to watch it happen.",
            elem_classes="facegen-question",
        )
        with gr.Row(equal_height=False):
            with gr.Column(scale=6, min_width=320):
                self.grids = run_grids()
            with gr.Column(scale=5, min_width=320, elem_classes="facegen-console"):
                self.monitor = run_monitor()
                self.curves = run_curves()

    @property
    def controls(self) -> list[Any]:
        """The widgets that a link sets, in the order of `restore`."""
        return [self.monitor]

    def restore(self, fields: Mapping[str, str]) -> list[Any]:
        """Return what the controls become under a link; without a run in it, they stay."""
        if fields.get("tab") != TAB:
            return [gr.skip()]
        watch = self.context.watch
        named = [
            watch.find(fields[key]).name if fields.get(key) else None for key in ("run", "with")
        ]
        return [monitor_value(*named)]

    def refresh(self, event: Any) -> None:
        """Do nothing: the monitor finds out by itself whether it is in sight."""
