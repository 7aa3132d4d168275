"""Controls: the widgets that say what a tab is asked, each named once and in one order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr


@dataclass(frozen=True)
class Control:
    """A widget that says part of what is asked.

    Attributes:
        widget: Of gradio.
        restored: What it becomes, from what a link asks and the attributes of its dataset; None
            where only a person sets it.
        asks: Whether a person's `input` asks anew; not where it first fills in others.
    """

    widget: Any
    restored: Callable[[Any, Sequence[str]], Any] | None = None
    asks: bool = True


class Controls:
    """The controls of a tab by name, from which all lists of them are made.

    Args:
        controls: In the order in which their values come.
    """

    def __init__(self, **controls: Control) -> None:
        self._controls = controls

    @property
    def widgets(self) -> list[Any]:
        """The widgets in order: what a link sets and what a handler is given the values of."""
        return [control.widget for control in self._controls.values()]

    @property
    def events(self) -> list[Any]:
        """What happens where a person asks anew.

        No `change` is among them: a link changes the widgets too, one after the other, and an
        answer to the first of them could come after the one to all.
        """
        return [control.widget.input for control in self._controls.values() if control.asks]

    def restored(self, asked: Any, attribute_names: Sequence[str]) -> list[Any]:
        """Return what each widget becomes for what a link asks."""
        return [
            control.restored(asked, attribute_names) if control.restored else gr.skip()
            for control in self._controls.values()
        ]

    def named(self, values: Sequence[Any]) -> dict[str, Any]:
        """Name the values that the widgets have."""
        return dict(zip(self._controls, values, strict=True))
