"""A server that nobody asks anything rests: what Gradio and uvicorn look at over and over, less.

Gradio's queue looks for work a thousand times a second and for progress a hundred times, uvicorn
ten times for a reason to stop: a twentieth of a core, for as long as the page is up. Here the queue
is quick from a request for it on, and until nothing has been in it for a while; the first call
after a rest waits for up to `RESTING_SEC`.
"""

import asyncio
import contextlib
import re
import socket
import time
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

if TYPE_CHECKING:
    from gradio.queueing import Queue

QUEUED = re.compile(r"/gradio_api/(queue|call)/")
RESTING_SEC, RESTING_PROGRESS_SEC = 0.1, 1.0
AWAKE_SEC = 10.0
TICK_SEC = 1.0
"""As often uvicorn must look at the clock, for the dates of its answers."""


class Resting:
    """Let Gradio's queue rest between requests for it.

    Args:
        app: What answers.
        queue: Of the page.
    """

    def __init__(self, app: ASGIApp, queue: "Queue") -> None:
        """Let it rest from the start."""
        self.app, self.queue = app, queue
        self._awake = queue.sleep_when_free, queue.progress_update_sleep_when_free
        self._asked, self._watched = 0.0, False
        self._set(RESTING_SEC, RESTING_PROGRESS_SEC)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; a request for the queue wakes it."""
        if scope["type"] == "http" and QUEUED.match(scope["path"]):
            self._asked = time.monotonic()
            self._set(*self._awake)
            if not self._watched:
                self._watched = True
                asyncio.get_running_loop().call_later(AWAKE_SEC, self._rest)
        await self.app(scope, receive, send)

    def _rest(self) -> None:
        left = AWAKE_SEC - (time.monotonic() - self._asked)
        if left > 0 or len(self.queue) or any(self.queue.active_jobs):
            asyncio.get_running_loop().call_later(max(left, TICK_SEC), self._rest)
            return
        self._watched = False
        self._set(RESTING_SEC, RESTING_PROGRESS_SEC)

    def _set(self, queue_sec: float, progress_sec: float) -> None:
        self.queue.sleep_when_free = queue_sec
        self.queue.progress_update_sleep_when_free = progress_sec


class PatientServer(uvicorn.Server):
    """A server that is told to stop instead of looking whether it should.

    Args:
        config: Of uvicorn.
        stopping: Called as it begins to stop, before it waits for answers that are not finished.
    """

    _stop: asyncio.Event | None = None
    _loop: asyncio.AbstractEventLoop | None = None

    def __init__(self, config: uvicorn.Config, stopping: Callable[[], None] = lambda: None) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is asked, and close."""
        self._stopping()
        await super().shutdown(sockets)

    async def main_loop(self) -> None:
        """Wait, and renew the date of the answers."""
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TICK_SEC):
                    await self._stop.wait()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop, as signals ask for it."""
        super().handle_exit(sig, frame)
        self.stop()

    def stop(self) -> None:
        """Stop; from any thread."""
        self.should_exit = True
        if self._loop and self._stop:
            self._loop.call_soon_threadsafe(self._stop.set)
