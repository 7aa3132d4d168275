"""Chips: the attributes of a store as three-state buttons, one query as their value."""

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

from facegen.attributes import Query, favourites_first
from facegen.errors import QueryError
from facegen.ui.assets import styles
from facegen.ui.scripts import starting
from facegen.wire import to_values

_TEMPLATE = """
<div class="chips-bar">
  <input type="search" placeholder="Find an attribute" aria-label="Find an attribute">
  <button type="button" class="chips-undo" aria-label="Undo the last change">Undo</button>
  <button type="button" class="chips-clear" aria-label="Clear all conditions">Clear</button>
</div>
<p class="chips-summary" role="status"></p>
<div class="chips-groups"></div>
"""


def chips(
    name: str,
    attribute_names: Sequence[str],
    examples: Mapping[str, Query] | None = None,
) -> gr.HTML:
    """Make the widget; it sends `input` whenever a person changes the query.

    Args:
        name: Its own name on the page; a `facegen-query` event with this target sets its query.
        attribute_names: The attributes to choose from.
        examples: Queries to begin with, by what they are called; those whose attributes a store
            has are shown by the widget of `examples`.
    """
    return gr.HTML(
        value=value_of(Query()),  # type: ignore[arg-type]
        html_template=_TEMPLATE,
        css_template=styles("widgets/chips.css"),
        js_on_load=starting(
            "widgets/chips.js",
            target=name,
            groups=groups_json(attribute_names),
            examples=[
                {"label": label, "query": value_of(query)}
                for label, query in (examples or {}).items()
            ],
        ),
        apply_default_css=False,
        elem_id=f"{name}-chips",
        groups=groups_json(attribute_names),
        counts={},
    )


def examples(name: str) -> gr.HTML:
    """Make the widget in which the examples of the chips are one click each."""
    return gr.HTML(
        html_template='<div role="group" aria-label="Examples"></div>',
        css_template=styles("widgets/examples.css"),
        js_on_load=starting("widgets/examples.js"),
        apply_default_css=False,
        elem_id=f"{name}-examples",
    )


def chips_showing(query: Query, attribute_names: Sequence[str]) -> gr.HTML:
    """Bring the widget to a query over the attributes of a dataset."""
    return gr.HTML(value=value_of(query), groups=groups_json(attribute_names))  # type: ignore[arg-type]


def chips_counting(counts: Mapping[str, int], attribute_names: Sequence[str]) -> gr.HTML:
    """Say how many faces would remain with each attribute added."""
    return gr.HTML(counts=dict(counts), groups=groups_json(attribute_names))


def groups_json(attribute_names: Sequence[str]) -> list[dict[str, Any]]:
    """Describe the chips to the script, the favourites first."""
    return to_values(list(favourites_first(attribute_names)))


def value_of(query: Query) -> dict[str, list[str]]:
    """Write a query as the widget's value."""
    return to_values(query)


def query_of(value: Any) -> Query:
    """Read the widget's value.

    Raises:
        QueryError: If it is not two lists of names (the value comes from a browser).
    """
    if value is None:
        return Query()
    if not isinstance(value, Mapping):
        raise QueryError("A query is an object with the lists 'required' and 'excluded'.")
    lists = []
    for key in ("required", "excluded"):
        names = value.get(key, [])
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise QueryError(f"'{key}' must be a list of attribute names.")
        lists.append(tuple(names))
    return Query(*lists)
