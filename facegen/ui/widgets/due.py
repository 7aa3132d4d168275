"""Due: that what a tab shows is to be shown anew, whatever came before.

A link, Back, a tab turned to, another dataset: after each of them the same has to be asked. Gradio
drops an event after another while that event's last answer is awaited, and answers of two events
come in any order, so that a face of the question before could stay. So each of them only counts
up, which is one event, beside which nothing else asks.
"""

from typing import Any

import gradio as gr

from facegen.ui.handlers import QUICK


class Due:
    """A count of the occasions; laid out where the page always has it, in no tab.

    Attributes:
        event: That it has counted: what asks, with `trigger_mode="always_last"`, listens to it.
    """

    def __init__(self) -> None:
        """Lay it out, unseen."""
        self._count = gr.Number(0, visible="hidden")
        self.event = self._count.change

    def after(self, event: Any, tab: str, opened: gr.Textbox) -> None:
        """Count an event, if `opened` then holds the name of the tab."""
        event.then(
            None,
            [opened, self._count],
            self._count,
            js=f"(opened, count) => count + (opened === {tab!r})",
            **QUICK,
        )
