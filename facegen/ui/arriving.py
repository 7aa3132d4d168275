"""Arriving: from its first second the server answers, while what it serves is still imported.

Who opens the page meanwhile is shown its first sight; whatever else is asked waits for it.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from facegen.ui.guards.answers import headers_of, refuse

NEVER = "facegen could not start; the window it was started from says why."


class Arriving:
    """Stand for an application that is made in a thread of its own.

    Args:
        make: Makes it; takes seconds.
        meanwhile: Answers those who open the page before it is made.
        give_up: Called where there will be none; `failure` then says why.
    """

    failure: BaseException | None = None

    def __init__(
        self, make: Callable[[], Starlette], meanwhile: ASGIApp, give_up: Callable[[], None]
    ) -> None:
        """Nothing is begun before the server lives."""
        self.make, self.meanwhile, self.give_up = make, meanwhile, give_up
        self._app: Starlette | None = None
        self._known = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by the application, once it is there."""
        if scope["type"] == "lifespan":
            return await self._live(receive, send)
        if not self._known.is_set() and opens_page(scope):
            return await self.meanwhile(scope, receive, send)
        await self._known.wait()
        if self._app is None:
            return await refuse(scope, receive, send, 503, NEVER)
        return await self._app(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()  # that the server starts
        making = self._making()
        await send({"type": "lifespan.startup.complete"})
        stopping = asyncio.ensure_future(receive())
        await asyncio.wait((making, stopping), return_when=asyncio.FIRST_COMPLETED)
        try:
            if making.done():
                await self._serve(making.result(), stopping)
        except (Exception, SystemExit) as error:
            self.failure = error
            self._known.set()
            self.give_up()
        await send({"type": "lifespan.shutdown.complete"})

    def _making(self) -> "asyncio.Future[Starlette]":
        loop = asyncio.get_running_loop()
        making: asyncio.Future[Starlette] = loop.create_future()

        def work() -> None:
            try:
                done = partial(making.set_result, self.make())
            except BaseException as error:
                done = partial(making.set_exception, error)
            with suppress(RuntimeError):  # the server has stopped meanwhile, and nobody waits
                loop.call_soon_threadsafe(done)

        threading.Thread(target=work, name="facegen-arriving", daemon=True).start()
        return making

    async def _serve(self, app: Starlette, stopping: Awaitable[object]) -> None:
        async with app.router.lifespan_context(app):
            self._app = app
            self._known.set()
            await stopping


def opens_page(scope: Scope) -> bool:
    """Say whether a person opens the page, and no program, which has no use for a first sight."""
    page = scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == "/"
    return page and "text/html" in headers_of(scope).get("accept", "")
