"""A named endpoint, described once: for Gradio's API, its page in our documents, and MCP.

What there is to say stands in the function: types in its signature, words in its docstring.
"""

import functools
import inspect
import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

from gradio.components.api_component import Api
from gradio.context import get_blocks_context
from gradio.events import api
from gradio_client.utils import python_type_to_json_schema

from facegen.checks import shown
from facegen.errors import QueryError
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
    hints = get_type_hints(function)
    return _described(_taking(function, hints), hints)


def _taking(function: Callable[..., Any], hints: Mapping[str, Any]) -> Callable[..., Any]:
    """Let a function refuse values of another kind than its parameters': anybody may send any."""
    signature = inspect.signature(function)

    @functools.wraps(function)
    def take(*values: Any, **named: Any) -> Any:
        given = signature.bind(*values, **named)
        for name, value in given.arguments.items():
            if not _fits(value, hints[name]):
                raise QueryError(f"{name} must be {_kind(hints[name])}, but is {shown(value)}.")
            if hints[name] is int:
                given.arguments[name] = int(value)  # a browser sends 7.0 for 7
        return function(*given.args, **given.kwargs)

    return take


def _fits(value: Any, hint: Any) -> bool:
    inner = get_args(hint)
    if get_origin(hint) is list:
        return isinstance(value, list) and all(_fits(one, inner[0]) for one in value)
    if get_origin(hint) is dict:
        keys, values = inner
        fits = isinstance(value, dict) and all(_fits(one, values) for one in value.values())
        return fits and all(_fits(one, keys) for one in value)
    if get_origin(hint) is Literal:
        return isinstance(value, str)  # which of them is for the function to say
    if inner:
        return any(_fits(value, one) for one in inner)
    if hint in (int, float):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and (hint is float or isinstance(value, int) or value.is_integer())
    return isinstance(value, hint)


def _kind(hint: Any) -> str:
    """Return what a parameter takes, in words."""
    if get_origin(hint) is Literal:
        return "one of " + ", ".join(map(str, get_args(hint)))
    words = {
        str: "text",
        bool: "true or false",
        int: "a whole number",
        float: "a number",
        list[str]: "a list of texts",
    }
    return words.get(hint, "an object of names and numbers")


def _described(function: Callable[..., Any], hints: Mapping[str, Any]) -> Endpoint:
    sections = _sections(inspect.getdoc(function) or "")
    words = _items(sections.get("Args", ""))
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
