"""The plain answers of those who refuse, and headers as they arrive."""

from collections.abc import Mapping

from starlette.types import Receive, Scope, Send

from facegen.ui.refusals import refusal


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, sentence: str) -> None:
    """Answer with a sentence, and close the connection: what else was sent is not read."""
    await refusal(sentence, status, connection="close")(scope, receive, send)


def headers_of(scope: Scope) -> Mapping[str, str]:
    """Return the headers of a request by name, of equal names the first."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        found.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
    return found
