"""Following: what becomes of the page when a link is opened, or other faces are asked for.

The page is about one population: a dataset, and which of its faces. A tab that asks for faces
shares the query with the others; so it holds from tab to tab, and the head of the page says it.
"""

from collections.abc import Mapping
from textwrap import shorten
from typing import Any, Protocol

import gradio as gr

from facegen.answers import links
from facegen.answers.context import Context
from facegen.attributes import Query
from facegen.errors import FacegenError
from facegen.ui.average import tab as average_tab
from facegen.ui.average.comparisons import LINK_FIELDS
from facegen.ui.head.widget import head_of, head_saying, head_showing
from facegen.ui.story import tab as story_tab
from facegen.ui.widgets.chips import chips_showing, query_of

LONGEST_REASON = 160


class TabPanel(Protocol):
    """A tab: its widgets, and what a link makes of them.

    Attributes:
        query: The chips that say of which faces; None where a tab does not ask, whose links say it
            for the other tabs.
    """

    query: Any | None

    @property
    def controls(self) -> list[Any]:
        """The widgets that a link sets, in the order of `restore`."""
        ...

    def restore(self, fields: Mapping[str, str]) -> list[Any]:
        """Return what they become under a link."""
        ...


class Following:
    """What links and queries make of the widgets of the page.

    Args:
        context: The datasets.
        panels: The tabs by name.
    """

    def __init__(self, context: Context, panels: Mapping[str, TabPanel]) -> None:
        self.context, self.panels = context, panels

    @property
    def controls(self) -> list[Any]:
        """The widgets of all tabs that a link sets, in the order of what the methods return."""
        return [control for panel in self.panels.values() for control in panel.controls]

    @property
    def queries(self) -> dict[str, Any]:
        """The chips of the tabs that ask for faces, by tab."""
        chips_of = {name: panel.query for name, panel in self.panels.items()}
        return {name: chips for name, chips in chips_of.items() if chips is not None}

    def visit(self, fields: Mapping[str, str]) -> list[Any]:
        """Open a link on a page as it is first drawn, which shows all faces of the default dataset.

        What the link leaves as it is drawn is left alone: a person may have gone on from there.

        Returns:
            The tab's name, the head, and every control.
        """
        return self._open(fields, self.context.default, Query())

    def follow(self, fields: Mapping[str, str], store: str, chips: Any) -> list[Any]:
        """Open a link on a page that shows something already; other tabs stay as they are.

        The faces are the link's: one without a query is of all of them.

        Args:
            fields: Of the link.
            store: The dataset that is shown.
            chips: The value of the chips.
        """
        return self._open(fields, store, query_of(chips))

    def change_store(self, store: str, chips: Any) -> list[Any]:
        """Show another dataset, asked the same where it has the attributes: head and controls."""
        known = self.context.population(store).store.attribute_names
        query = query_of(chips)
        kept = Query(
            *(tuple(n for n in names if n in known) for names in (query.required, query.excluded))
        )
        updates = [
            panel.restore(self._faces(name, store, kept)) for name, panel in self.panels.items()
        ]
        return [head_saying(head_of(self.context, store, kept)), *sum(updates, [])]

    def change_query(self, tab: str, store: str, chips: Any = None) -> list[Any]:
        """Ask for other faces wherever it has not been done: the head, and the chips there.

        Args:
            tab: Where a person asked; its own chips show it already.
            store: The dataset that is shown.
            chips: The value of the chips; None asks for all faces.
        """
        query = query_of(chips)
        names = self.context.population(store).store.attribute_names
        said = head_saying(head_of(self.context, store, query))
        return [said, *(chips_showing(query, names) for name in self.queries if name != tab)]

    def _faces(self, tab: str, store: str, query: Query) -> dict[str, str]:
        """Write a link to the first state of a tab over some faces."""
        fields = links.query_fields(query) if self.panels[tab].query is not None else {}
        return {"store": store, **{key: text for key, text in fields.items() if text}}

    def _open(self, fields: Mapping[str, str], shown: str, asked: Query) -> list[Any]:
        tab, fields, dropped = self._read(fields)
        store, query = fields.get("store", self.context.default), links.read_query(fields)
        updates = []
        for name, panel in self.panels.items():
            if name == tab:
                updates += panel.restore(self._own(tab, fields))
            elif store != shown:
                updates += panel.restore(self._faces(name, store, query))
            elif query != asked:
                updates += self._asking(panel, store, query)
            else:
                updates += [gr.skip() for _ in panel.controls]
        head = head_showing(store, head_of(self.context, store, query, dropped))
        return [tab, head, *updates]

    def _own(self, tab: str, fields: Mapping[str, str]) -> Mapping[str, str]:
        """Leave out of a link what is not for the widgets of its tab."""
        others = () if self.panels[tab].query is not None else links.query_fields(Query())
        return {key: text for key, text in fields.items() if key not in others}

    def _asking(self, panel: TabPanel, store: str, query: Query) -> list[Any]:
        """Leave a tab as it is, but for the faces it asks for."""
        names = self.context.population(store).store.attribute_names
        return [
            chips_showing(query, names) if control is panel.query else gr.skip()
            for control in panel.controls
        ]

    def _read(self, fields: Mapping[str, str]) -> tuple[str, dict[str, str], str]:
        """Read a link: the tab it opens, what of it is valid, and what to say of the rest."""
        tab, reasons = fields.get("tab", tab_of(fields)), []
        if tab not in self.panels:
            known = ", ".join(self.panels)
            reasons.append(f"There is no tab '{tab[:60]}'; choose from {known}.")
            tab = tab_of(fields)
        others = {key: text for key, text in fields.items() if key not in ("tab", "store")}
        store = {"store": fields["store"]} if "store" in fields else {}
        named = {"tab": tab} if "tab" in fields else {}
        ordered = {**named, **store, **others}

        def read(some: Mapping[str, str]) -> None:
            faces = self.context.population(some.get("store", self.context.default)).store
            links.read_query(some).check(faces.attribute_names)
            self.panels[tab].restore(self._own(tab, some))

        try:
            read(ordered)
            kept, more = ordered, []
        except FacegenError:
            kept, more = links.valid_part(ordered, read)
        if not (reasons or more):
            return tab, kept, ""
        start = "Part of this link" if set(kept) - {"tab", "store"} else "This link"
        words = " ".join(
            shorten(one, LONGEST_REASON, placeholder=" …") for one in [*reasons, *more]
        )
        return tab, kept, f"{start} could not be followed. {words}"


def tab_of(fields: Mapping[str, str]) -> str:
    """Return the tab of a link that names none: a query is one of Average faces."""
    average = set(fields) & set(LINK_FIELDS) - {"store", "tab"}
    return average_tab.TAB if average else story_tab.TAB
