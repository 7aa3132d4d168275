"""Arriving: from its first second the server answers, while what it serves is still imported.

Who opens the page meanwhile is shown its first sight; whatever else is asked waits for it.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from facegen.ui.first_sight import asks_for_page
from facegen.ui.guards.answers import headers_of, refuse

NEVER = "facegen is not to come: it was stopped, or could not start. Its log says why."


class Arriving:
    """Stand for an application that is made in a thread of its own.

    Args:
        make: Makes it; takes seconds.
        meanwhile: Answers those who open the page before it is made.
        give_up: Called where there will be none; `failure` then says why.
    """

    failure: BaseException | None = None

    def __init__(
        self, make: Callable[[], ASGIApp], meanwhile: ASGIApp, give_up: Callable[[], None]
    ) -> None:
        """Nothing is begun before the server lives."""
        self.make, self.meanwhile, self.give_up = make, meanwhile, give_up
        self._app: ASGIApp | None = None
        self._known = asyncio.Event()  # that it is there, or never will be

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by the application, once it is there."""
        if scope["type"] == "lifespan":
            return await self._live(scope, receive, send)
        if not self._known.is_set() and opens_page(scope):
            return await self.meanwhile(scope, receive, send)
        await self._known.wait()
        if self._app is None:
            return await refuse(scope, receive, send, 503, NEVER)
        return await self._app(scope, receive, send)

    def stop(self) -> None:
        """Let nobody wait any longer, for the server ends."""
        self._known.set()

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # that the server starts
        await send({"type": "lifespan.startup.complete"})
        stopping = asyncio.ensure_future(receive())
        app = await self._made(stopping)
        if app is not None:
            try:
                await self._hand_over(app, scope, stopping)
            except Exception as error:
                self.failure = error
        if self.failure:
            self.stop()
            self.give_up()
        await send({"type": "lifespan.shutdown.complete"})

    async def _made(self, stopping: "asyncio.Future[Message]") -> ASGIApp | None:
        """Wait for the application, unless it fails or the server stops."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        made: list[ASGIApp] = []

        def work() -> None:
            try:
                made.append(self.make())
            except BaseException as error:
                self.failure = error
            with suppress(RuntimeError):  # the server has stopped meanwhile, and nobody waits
                loop.call_soon_threadsafe(ended.set)

        threading.Thread(target=work, name="facegen-arriving", daemon=True).start()
        waiting = asyncio.ensure_future(ended.wait())
        await asyncio.wait((waiting, stopping), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        return made[0] if made else None

    async def _hand_over(
        self, app: ASGIApp, scope: Scope, stopping: "asyncio.Future[Message]"
    ) -> None:
        """Have the application live as if the server had only now started."""
        started: list[Message] = [{"type": "lifespan.startup"}]

        async def receive() -> Message:
            return started.pop() if started else await stopping

        async def send(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                self._app = app
                self._known.set()

        await app(scope, receive, send)


def opens_page(scope: Scope) -> bool:
    """Say whether a person opens the page, and no program, which has no use for a first sight."""
    return asks_for_page(scope) and "text/html" in headers_of(scope).get("accept", "")
