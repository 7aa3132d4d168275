"""Tools for programs that speak the Model Context Protocol, at /mcp: endpoints, with pictures.

Gradio can offer its endpoints too, but passes pictures on by files on disk and a route that serves
them, neither of which there is here. What is asked for is worked out on threads of its own, a few
at a time, so that nobody who drags a slider waits for a program.
"""

import json
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import anyio.to_thread
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import ContentBlock, ImageContent, TextContent, Tool
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from facegen import __version__
from facegen.errors import FacegenError
from facegen.ui.endpoint import Endpoint
from facegen.ui.refusals import refusal, sentence_of

OFFERED = (
    *("datasets", "average_face", "shared_attributes", "sample_faces"),
    *("generate", "edit", "interpolate"),
)
SEEN_IN = {"shared_attributes": "average_face"}
"""What has no picture of its own is seen in another's, which takes the same parameters."""
AT_ONCE = 2
INSTRUCTIONS = (
    "How faces are distributed and generated. average_face, sample_faces and shared_attributes are "
    "about faces of a dataset with attributes such as Smiling or Eyeglasses; generate, edit and "
    "interpolate make faces that belong to nobody. The field face of an answer is what edit and "
    "interpolate go on from."
)


class Tools:
    """The tools, as a route that works while `lifespan` lasts.

    Args:
        endpoints: Of which those of `OFFERED` are offered.
    """

    def __init__(self, endpoints: Sequence[Endpoint]) -> None:
        """Describe them; nothing is answered yet."""
        by_name = {one.name: one for one in endpoints}
        self.offered = {name: by_name[name] for name in OFFERED}
        self._limiter = anyio.CapacityLimiter(AT_ONCE)
        # who asks wrongly is told so; a hundred lines of it each time are nothing for the log
        logging.getLogger("mcp").setLevel(logging.CRITICAL)
        server: Server[Any, Any] = Server("facegen", __version__, INSTRUCTIONS)
        server.list_tools()(self._list)
        server.call_tool()(self._call)
        self._sessions = StreamableHTTPSessionManager(server, json_response=True, stateless=True)
        self.route = Route("/mcp", self)

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Answer, for as long as the server lives."""
        async with self._sessions.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; what is no text or too deep to be read is none."""
        if scope["method"] != "POST":  # a GET would listen for what is never said without sessions
            return await refusal("Ask by POST.", 405, allow="POST")(scope, receive, send)
        body = await Request(scope, receive).body()
        try:
            json.dumps(json.loads(body), ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            no_request = refusal("What was sent is no JSON of a request.", 400)
            return await no_request(scope, receive, send)
        given = {"type": "http.request", "body": body, "more_body": False}
        messages = iter([given])

        async def receive_again() -> Message:
            return next(messages, None) or await receive()

        await self._sessions.handle_request(scope, receive_again, send)
        return None

    async def _list(self) -> list[Tool]:
        return [
            Tool(name=name, description=one.description, inputSchema=_schema_of(one))
            for name, one in self.offered.items()
        ]

    async def _call(self, name: str, given: dict[str, Any]) -> list[ContentBlock]:
        """Do what is asked for; what is raised here is answered as an error, with its sentence."""
        if name not in self.offered:
            raise FacegenError(f"There is no tool '{name[:40]}'; choose from {', '.join(OFFERED)}.")
        work = partial(self._answer, name, given)
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._limiter)
        except Exception as error:
            raise FacegenError(sentence_of(error, f"the tool {name}")) from None

    def _answer(self, name: str, given: dict[str, Any]) -> list[ContentBlock]:
        seen_in = SEEN_IN.get(name)
        parts = _parts(self.offered[name].function(**given))
        if seen_in:
            parts = [*_parts(self.offered[seen_in].function(**given)), *parts]
        return list(parts)


def _schema_of(one: Endpoint) -> dict[str, Any]:
    """Describe what a tool takes, as one JSON Schema."""
    properties = {
        parameter.name: parameter.schema
        if parameter.required
        else {**parameter.schema, "default": parameter.default}
        for parameter in one.parameters
    }
    return {
        "type": "object",
        "properties": properties,
        "required": [parameter.name for parameter in one.parameters if parameter.required],
        "additionalProperties": False,
    }


def _parts(answer: Any) -> Iterator[ContentBlock]:
    """Turn an answer into its pictures, each with the rest of it as JSON."""
    several = isinstance(answer, list) and any("image" in one for one in answer)
    for one in answer if several else [answer]:
        if isinstance(one, dict) and "image" in one:
            kind, _, picture = one["image"].removeprefix("data:").partition(";base64,")
            yield ImageContent(type="image", data=picture, mimeType=kind)
            one = {key: value for key, value in one.items() if key != "image"}
        yield TextContent(type="text", text=json.dumps(one))
