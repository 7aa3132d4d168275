"""How much may be sent, and how slowly.

A body is read here, whole and in memory, before anything behind sees it: so a bound on it holds
for all that read bodies, whatever they would do with a large one (Gradio's routes took 14.8 s for
two of 9 MB, in which nobody else was answered; its forms are put on disk from 1 MB on).
"""

import asyncio
import contextlib
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from facegen.ui.guards.answers import headers_of, refuse

MOST_BYTES = 256 << 10
MOST_TOGETHER_BYTES = 64 << 20
"""Of all large bodies that are in memory here at once."""
MOST_MARKS = 20_000
"""Brackets, commas and colons in the JSON of a larger body: it may hold a long text, such as a
photo, but not a large structure, which is what takes time."""
READ_SEC = 60.0
MOST_PASSED_OVER_BYTES = 64 << 20
"""Of a body that is refused so much is taken and forgotten: whoever is hung up on while sending
never gets to read why."""


def too_much(most_bytes: int) -> str:
    """Say how much can be sent, in the largest unit of which it is a whole number."""
    size = f"{most_bytes >> 20:,} MB" if most_bytes % (1 << 20) == 0 else f"{most_bytes >> 10:,} KB"
    return f"At most {size} can be sent here."


class Bodies:
    """Bound the body of every request.

    Args:
        app: What is guarded.
        photos: Of paths that take a photo as it is, how many bytes.
        texts: Of paths that take one in JSON, how many bytes.
    """

    def __init__(self, app: ASGIApp, photos: Mapping[str, int], texts: Mapping[str, int]) -> None:
        self.app = app
        self.photos, self.texts = photos, texts
        self.held_bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body and pass it on in one piece.

        What is too much is answered 413, too slow 408, and too much together with others 503.
        """
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        path = scope["path"].rstrip("/")
        most = {**self.photos, **self.texts}.get(path, MOST_BYTES)
        length = headers_of(scope).get("content-length", "")
        body, more = bytearray(), True
        try:
            if length.isdecimal() and (len(length) > 12 or int(length) > most):
                raise _Refused(413, too_much(most))
            async with asyncio.timeout(READ_SEC):
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return None
                    more = message.get("more_body", False)
                    self._take(body, message.get("body", b""), most)
            if path in self.texts and len(body) > MOST_BYTES:
                marks = sum(body.count(mark) for mark in b"[{,:")
                if marks > MOST_MARKS:
                    raise _Refused(413, "A long text can be sent here, but no large structure.")
            await self.app(scope, _whole(bytes(body), receive), send)
        except TimeoutError:
            await refuse(scope, receive, send, 408, "That took too long to be sent.")
        except _Refused as refusal:
            if more:
                await _pass_over(receive)
            await refuse(scope, receive, send, refusal.status, str(refusal))
        finally:
            self.held_bytes -= len(body) if len(body) > MOST_BYTES else 0
        return None

    def _take(self, body: bytearray, part: bytes, most: int) -> None:
        """Add a part, and keep count of what large bodies take together."""
        size = len(body) + len(part)
        if size > most:
            raise _Refused(413, too_much(most))
        held = (size if size > MOST_BYTES else 0) - (len(body) if len(body) > MOST_BYTES else 0)
        if held and self.held_bytes + held > MOST_TOGETHER_BYTES:
            raise _Refused(503, "Others are sending much at this moment; try again.")
        self.held_bytes += held
        body += part


class _Refused(Exception):
    """Why a body is not taken, with the status of the answer."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


async def _pass_over(receive: Receive) -> None:
    """Take what else is sent, as far as that goes, and forget it."""
    passed = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(READ_SEC):
            while passed <= MOST_PASSED_OVER_BYTES:
                message = await receive()
                passed += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return


def _whole(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body once, and then whether the asker has gone."""
    given = False

    async def receive_whole() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_whole
