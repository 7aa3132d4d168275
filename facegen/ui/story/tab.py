"""Story: what this page is about, told from the average face on, one thing to do a step."""

from collections.abc import Mapping
from typing import Any

import gradio as gr

from facegen.answers.context import Context
from facegen.answers.story.beginning import ABOUT, QUESTION, TAB
from facegen.answers.story.kept import is_home
from facegen.answers.story.told import check_choice, step_named
from facegen.checks import known_names
from facegen.ui.story.panel import panel_update, story_panel
from facegen.ui.titles import TITLES

__all__ = ["TAB", "TITLE", "StoryTab"]
TITLE = TITLES[TAB]
LINK_FIELDS = ("tab", "store", "step", "choice")


class StoryTab:
    """The tab's widget and how a link opens it.

    Args:
        context: The datasets.
    """

    query = None  # it asks for no faces

    def __init__(self, context: Context) -> None:
        """Lay out the widget."""
        self.context = context
        gr.Markdown(f"## {QUESTION}\n{ABOUT}", elem_classes="facegen-question")
        self.panel = story_panel(is_home(context.settings))

    @property
    def controls(self) -> list[Any]:
        """The widgets that a link sets, in the order of `restore`."""
        return [self.panel]

    def restore(self, fields: Mapping[str, str]) -> list[Any]:
        """Return what the panel becomes under a link; of a dataset alone its step stays.

        Raises:
            QueryError: If there is no such step or choice.
        """
        if fields.get("tab", TAB) != TAB or "step" not in fields:
            return [gr.skip()]
        known_names(fields, LINK_FIELDS, slips_only=True)
        step, choice = step_named(fields["step"]), fields.get("choice", "")
        if choice:
            check_choice(step, choice)
        return [panel_update({"step": step.key, "choice": choice})]

    def refresh(self, event: Any, opened: gr.Textbox) -> None:
        """Do nothing: the panel asks for what it shows by itself."""
