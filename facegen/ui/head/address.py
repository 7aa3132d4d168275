"""Address: what a person goes to by the browser's Back and Forward, or by a link in the page."""

from typing import Any
from urllib.parse import parse_qsl

import gradio as gr

from facegen.errors import QueryError
from facegen.ui.scripts import starting

MOST_FIELDS = 100


def address() -> gr.HTML:
    """Make the widget, of which nothing is seen; it sends `input`, with the link as its value."""
    return gr.HTML(
        value="",
        html_template="",
        js_on_load=starting("head/address.js"),
        apply_default_css=False,
        elem_id="address",
        visible="hidden",
    )


def fields_of(link: Any) -> dict[str, str]:
    """Read a link's fields; of one that is there twice, the first.

    Raises:
        QueryError: If it is no link (the value comes from a browser).
    """
    if not isinstance(link, str):
        raise QueryError("A link is a text.")
    try:
        pairs = parse_qsl(link.removeprefix("?"), max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise QueryError(f"A link has at most {MOST_FIELDS} fields.") from error
    return dict(reversed(pairs))
