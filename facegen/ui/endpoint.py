"""A named endpoint, described once: for Gradio's API, its page in our documents, and MCP.

What there is to say stands in the function: types in its signature, words in its docstring.
"""

import inspect
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

from gradio.components.api_component import Api
from gradio.context import get_blocks_context
from gradio.events import api
from gradio_client.utils import python_type_to_json_schema

from facegen.ui.handlers import answering


@dataclass(frozen=True)
class Parameter:
    """One parameter of an endpoint.

    Attributes:
        name: Its own.
        schema: What it may be, in JSON Schema, with its description.
        required: Whether it must be given.
        default: What it is else.
    """

    name: str
    schema: dict[str, Any]
    required: bool
    default: Any

    @property
    def description(self) -> str:
        """What it means."""
        return self.schema["description"]


@dataclass(frozen=True)
class Endpoint:
    """What may be asked for by name.

    Attributes:
        function: What answers, in plain values; raises FacegenError.
        description: What it does.
        parameters: In order.
        returns: What comes back, in words.
        example: Python that calls it with a `gradio_client.Client` named `client`.
    """

    function: Callable[..., Any]
    description: str
    parameters: tuple[Parameter, ...]
    returns: str
    example: str

    @property
    def name(self) -> str:
        """What it is called."""
        return self.function.__name__

    def add(self) -> None:
        """Add it to the API of the page being built, with what each parameter means."""
        api(answering(self.function), api_name=self.name, api_description=self.description)
        blocks = get_blocks_context()
        assert blocks is not None
        added = blocks.fns[max(blocks.fns)]
        for widget, parameter in zip(added.inputs, self.parameters, strict=True):
            assert isinstance(widget, Api)
            widget.label = parameter.name
            widget._api_info = {
                **parameter.schema,
                "additional_description": parameter.description,
            }


def endpoint(function: Callable[..., Any]) -> Endpoint:
    """Read the description of an endpoint off its function.

    Args:
        function: With types, and a docstring that has `Args` if it has any, `Returns` and
            `Example`.
    """
    sections = _sections(inspect.getdoc(function) or "")
    words = _items(sections.get("Args", ""))
    hints = get_type_hints(function)
    parameters = tuple(
        Parameter(
            name,
            {**python_type_to_json_schema(hints[name]), "description": words[name]},
            one.default is inspect.Parameter.empty,
            None if one.default is inspect.Parameter.empty else one.default,
        )
        for name, one in inspect.signature(function).parameters.items()
    )
    return Endpoint(
        function,
        " ".join(sections[""].split()),
        parameters,
        " ".join(sections["Returns"].split()),
        sections["Example"],
    )


def _sections(text: str) -> dict[str, str]:
    """Divide a docstring at its headings; what stands before the first is under ''."""
    parts = re.split(r"^(\w+):$", text, flags=re.MULTILINE)
    named = zip(parts[1::2], parts[2::2], strict=True)
    return {"": parts[0], **{name: textwrap.dedent(body).strip("\n") for name, body in named}}


def _items(text: str) -> dict[str, str]:
    """Read `name: words`, of which lines that are indented more are the rest."""
    parts = re.split(r"^(\w+): ", text, flags=re.MULTILINE)
    return {
        name: " ".join(words.split()) for name, words in zip(parts[1::2], parts[2::2], strict=True)
    }
