"""Fold: a part of the page that is closed at first, to be worked out only while it is open."""

from contextlib import AbstractContextManager
from typing import Any

import gradio as gr

from facegen.ui.handlers import QUICK


class Fold:
    """An accordion that says whether it is open.

    Args:
        title: What it is called.

    Attributes:
        is_open: Holds whether it is, for handlers.
    """

    def __init__(self, title: str) -> None:
        """Lay it out, closed; its widgets are made inside `content`."""
        self._accordion = gr.Accordion(title, open=False)
        self.is_open = gr.Checkbox(False, visible=False)

    @property
    def content(self) -> AbstractContextManager[Any]:
        """Where its widgets are laid out."""
        return self._accordion

    def unfolded(self) -> Any:
        """Wire it; returns the event of its being opened."""
        self._accordion.collapse(None, None, self.is_open, js="() => false", **QUICK)
        return self._accordion.expand(None, None, self.is_open, js="() => true", **QUICK)
