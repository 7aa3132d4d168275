"""Where engine errors become words on the page, and the only place that does so."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

import gradio as gr
from starlette.requests import Request
from starlette.responses import Response

from facegen.errors import ForgottenError
from facegen.ui.refusals import refusal, sentence_of

P = ParamSpec("P")
R = TypeVar("R")

QUICK: dict[str, Any] = {
    "queue": False,
    "show_progress": "hidden",
    "api_visibility": "private",
}
"""How the page's own events run: at once, without a spinner, and not as endpoints."""


def answering(handler: Callable[P, R]) -> Callable[P, R]:
    """Wrap a handler: a FacegenError is shown as it stands, anything else is logged.

    Raises:
        gr.Error: With the engine's sentence, or one neutral sentence.
    """

    @functools.wraps(handler)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        with _in_words(handler):
            return handler(*args, **kwargs)

    return answer


def answering_each(handler: Callable[P, Iterator[R]]) -> Callable[P, Iterator[R]]:
    """Wrap a handler that answers again and again, as `answering` does."""

    @functools.wraps(handler)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Iterator[R]:
        with _in_words(handler):
            yield from handler(*args, **kwargs)

    return answer


@contextmanager
def _in_words(handler: Callable[..., Any]) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        failed = f"the handler {getattr(handler, '__name__', handler)}"
        raise gr.Error(sentence_of(error, failed), print_exception=False) from error


def refuse(_: Request, error: Exception) -> Response:
    """Answer a plain route that raised a FacegenError with its sentence: 400, or 410."""
    return refusal(sentence_of(error, "a route"), 410 if isinstance(error, ForgottenError) else 400)
