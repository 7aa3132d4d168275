"""Transfer: what answers weigh on the line, which is most of what a visitor far away waits for.

Gradio compresses what its files are named like, not its page, which is the largest answer of all,
nor what this package answers. And it lets the browser ask again whether a script that is named by
its own digest has changed.
"""

import gzip
import re
from collections.abc import Callable

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from facegen.ui.scripts import FOREVER

CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=4),
    "gzip": lambda body: gzip.compress(body, compresslevel=5, mtime=0),
}
"""By their names in `Accept-Encoding`, the better first (RFC 9110, section 12.5.3)."""
TEXT = re.compile(r"(text/(?!event-stream)|application/(json|javascript)|image/svg\+xml)")
LEAST, MOST = 1_000, 1 << 20
"""Bytes of a text worth compressing, and of one that does not hold up other visitors."""
_NONE = re.compile(r"q\s*=\s*0(\.0*)?\s*")
UNCHANGING = re.compile(r"/assets/.+-[\w-]{8}\d?\.\w+")
"""Files of Gradio that are named by their own digest."""


class Transfer:
    """Send texts compressed, and have browsers keep what never changes.

    What comes in parts, is a part or is compressed already is passed on as it is.

    Args:
        app: What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with less."""
        if scope["type"] != "http" or scope["method"] == "HEAD":
            return await self.app(scope, receive, send)
        coding = accepted(Headers(scope=scope).get("accept-encoding", ""))
        unchanging = UNCHANGING.fullmatch(scope["path"])
        held: list[Message] = []

        async def send_less(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if unchanging and message["status"] == 200:
                    headers.update(FOREVER)
                if message["status"] != 206 and worth_it(headers):
                    headers.add_vary_header("Accept-Encoding")
                    if coding:
                        held.append(message)
                        return
            elif held:
                start = held.pop()
                if not message.get("more_body"):
                    message = {**message, "body": CODINGS[coding](message.get("body", b""))}
                    headers = MutableHeaders(scope=start)
                    headers["content-encoding"] = coding
                    headers["content-length"] = str(len(message["body"]))
                await send(start)
            await send(message)

        await self.app(scope, receive, send_less)


def accepted(given: str) -> str:
    """Return the best coding a browser accepts, empty if none.

    Args:
        given: Its `Accept-Encoding`.
    """
    offers = [offer.partition(";") for offer in given.lower().split(",")]
    named = {name.strip() for name, _, weight in offers if not _NONE.fullmatch(weight.strip())}
    return next((coding for coding in CODINGS if coding in named), "")


def worth_it(headers: Headers) -> bool:
    """Say whether an answer is a text that is not compressed yet, and neither small nor huge.

    Args:
        headers: Of the answer.
    """
    size = headers.get("content-length", "")
    return (
        TEXT.match(headers.get("content-type", "")) is not None
        and "content-encoding" not in headers
        and size.isdigit()
        and LEAST <= int(size) <= MOST
    )
